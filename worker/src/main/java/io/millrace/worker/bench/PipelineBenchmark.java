package io.millrace.worker.bench;

import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.worker.bench.PipelineReport.Latency;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.demo.SampleWords;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineCeiling;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.wiring.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Produce, embed, consume on a broker in this JVM, against the bare engine: the same session in the
 * same run, fed with full batches of texts that are already tokenized and sorted.
 */
public final class PipelineBenchmark {
  private static final String DOCUMENTS = "documents";
  private static final String VECTORS = "vectors";
  private static final int PARTITIONS = 2;
  private static final int MAX_RECORD_BYTES = 1 << 20;
  private static final long SEED = 42;

  private static final int BARE_DOCUMENTS = 500;
  private static final Duration BARE_TIME = Duration.ofSeconds(8);

  /** Many short ones, so that the JVM has compiled what a record goes through: some 20 seconds. */
  private static final int WARM_UP_DOCUMENTS = 10_000;

  private static final int WARM_UP_MEAN_TOKENS = 10;

  private static final Duration PACED_TIME = Duration.ofSeconds(10);
  private static final int MEMORY_SAMPLES = 10;

  private final EmbeddingEngine engine;
  private final int documents;
  private final SyntheticDocuments texts;
  private final SyntheticDocuments warmUp;

  public PipelineBenchmark(EmbeddingEngine engine, int documents, double meanTokens) {
    this.engine = engine;
    this.documents = documents;
    this.texts = documents(engine, meanTokens);
    this.warmUp = documents(engine, WARM_UP_MEAN_TOKENS);
  }

  private static SyntheticDocuments documents(EmbeddingEngine engine, double meanTokens) {
    return new SyntheticDocuments(SampleWords.read(), engine::countTokens, meanTokens, SEED);
  }

  /**
   * Measures rate and latency.
   *
   * @param stateDir an empty folder
   * @param progress told how many documents are done
   */
  public PipelineReport run(Path stateDir, LongConsumer progress)
      throws IOException, InterruptedException {
    EngineCeiling bare = EngineCeiling.of(engine, chunks(BARE_DOCUMENTS));
    bare.run();
    try (LocalCluster cluster = LocalCluster.start()) {
      cluster.createTopic(DOCUMENTS, PARTITIONS, MAX_RECORD_BYTES);
      double before = bare.tokensPerSecondFor(BARE_TIME);
      Worker worker = new Worker(config(cluster, stateDir), engine);
      try (EmbeddingStream stream = worker.start();
          VectorArrivals arrivals = new VectorArrivals(vectors(cluster));
          KafkaProducer<byte[], byte[]> producer =
              LocalProducer.to(cluster, Map.of(ProducerConfig.LINGER_MS_CONFIG, 1))) {
        write(producer, warmUp, "warm-up-", WARM_UP_DOCUMENTS, 0);
        arrivals.await(WARM_UP_DOCUMENTS, done -> {});
        Flood flood =
            flood(() -> Snapshot.of(engine, worker, stream), producer, arrivals, progress);
        double after = bare.tokensPerSecondFor(BARE_TIME);
        Latency latency = paced(producer, arrivals, flood.documentsPerSecond() / 2);
        return flood.report(List.of(before, after), latency, Machine.with(engine));
      }
    }
  }

  /** What the pipeline makes of the first documents: one over the window is several chunks. */
  private List<String> chunks(int count) {
    ChunkSplitter splitter =
        new Worker(ConfigFile.ofThisProcess().defaults(), engine).sources().getFirst().splitter();
    return IntStream.range(0, count)
        .mapToObj(i -> new Document(Integer.toString(i), texts.text(i), Map.of(), 0))
        .flatMap(document -> splitter.split(document).chunks().stream())
        .map(Chunk::text)
        .toList();
  }

  private static CommittedTopic vectors(LocalCluster cluster) {
    return new CommittedTopic(Map.of("bootstrap.servers", cluster.bootstrapServers()), VECTORS);
  }

  private static WorkerConfig config(LocalCluster cluster, Path stateDir) {
    return ConfigFile.ofThisProcess()
        .parse(
            cluster.settings()
                + """
                source: {topic: %s, format: text}
                vectors: {topic: %s}
                streams: {applicationId: bench, instanceId: bench, stateDir: %s}
                """
                    .formatted(DOCUMENTS, VECTORS, ConfigFile.quoted(stateDir.toString())));
  }

  /** As fast as the broker takes them, or one in every {@code pauseNanos}. */
  private static void write(
      KafkaProducer<byte[], byte[]> producer,
      SyntheticDocuments texts,
      String prefix,
      int count,
      long pauseNanos) {
    Pace pace = new Pace(pauseNanos);
    for (int i = 0; i < count; i++) {
      pace.await(i);
      var _ =
          producer.send(
              new ProducerRecord<>(DOCUMENTS, utf8(prefix + i), utf8(prefix + texts.text(i))));
    }
    producer.flush();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Flood flood(
      Supplier<Snapshot> counters,
      KafkaProducer<byte[], byte[]> producer,
      VectorArrivals arrivals,
      LongConsumer progress)
      throws InterruptedException {
    MemorySampler memory = new MemorySampler(documents / MEMORY_SAMPLES);
    Snapshot before = counters.get();
    long startNanos = System.nanoTime();
    Thread writing =
        Thread.ofPlatform()
            .name("writer")
            .start(() -> write(producer, texts, "doc-", documents, 0));
    arrivals.await(
        documents,
        done -> {
          memory.at(done);
          progress.accept(done);
        });
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    writing.join();
    return new Flood(documents, before, counters.get(), seconds, memory.samples());
  }

  private Latency paced(
      KafkaProducer<byte[], byte[]> producer, VectorArrivals arrivals, double documentsPerSecond)
      throws InterruptedException {
    int count = (int) Math.max(20, documentsPerSecond * PACED_TIME.toSeconds());
    long pauseNanos = (long) (1e9 / documentsPerSecond);
    Thread writing =
        Thread.ofPlatform()
            .name("writer")
            .start(() -> write(producer, texts, "paced-", count, pauseNanos));
    long[] millis = arrivals.await(count, done -> {});
    writing.join();
    return new Latency(documentsPerSecond, count, millis[count / 2], millis[(int) (count * 0.99)]);
  }
}
