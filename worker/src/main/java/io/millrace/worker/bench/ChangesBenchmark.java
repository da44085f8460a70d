package io.millrace.worker.bench;

import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.Document;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.stage.StageCounters.Counts;
import io.millrace.worker.bench.ChangesReport.Naive;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.demo.SampleWords;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.wiring.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Updates of documents through a worker and a broker in this JVM, once for each way to keep what is
 * known, against the tokens of a worker that embeds every update anew.
 */
public final class ChangesBenchmark {
  private static final int PARTITIONS = 2;
  private static final int MAX_RECORD_BYTES = 1 << 20;

  /** Documents come some time before now, so that no update is in the future. */
  private static final long HEAD_START_MILLIS = 3_600_000;

  /** So that a document is several chunks. */
  private static final int CHUNK_TOKENS = 128;

  private static final long POLL_NANOS = 20_000_000;

  private final EmbeddingEngine engine;
  private final ChangeLoad load;

  /** What is kept, and the settings for it. */
  private enum Keeping {
    HASHES(false, "0B"),
    HASHES_AND_CACHE(false, "64MiB"),
    VECTORS(true, "0B");

    private final boolean vectors;
    private final String cacheSize;

    Keeping(boolean vectors, String cacheSize) {
      this.vectors = vectors;
      this.cacheSize = cacheSize;
    }
  }

  public ChangesBenchmark(EmbeddingEngine engine, ChangeLoad load) {
    this.engine = engine;
    this.load = load;
  }

  /** How many records go through the worker. */
  public long records() {
    return (long) Keeping.values().length * (load.documents() + load.updates());
  }

  /**
   * Sends all updates once for each way to keep what is known.
   *
   * @param stateDir an empty folder
   * @param progress told how many records are done
   */
  public ChangesReport run(Path stateDir, LongConsumer progress)
      throws IOException, InterruptedException {
    try (LocalCluster cluster = LocalCluster.start()) {
      Naive naive = naive(config(cluster, stateDir, Keeping.HASHES));
      List<ChangesReport.Run> runs = new ArrayList<>();
      for (Keeping keeping : Keeping.values()) {
        long done = runs.size() * (records() / Keeping.values().length);
        runs.add(
            run(
                cluster,
                config(cluster, stateDir, keeping),
                keeping,
                naive,
                of -> progress.accept(done + of)));
      }
      return new ChangesReport(load, naive, runs, Machine.with(engine));
    }
  }

  private ChangeStream stream() {
    return new ChangeStream(
        load, SampleWords.read(), System.currentTimeMillis() - HEAD_START_MILLIS);
  }

  /** Chunks and tokens of every update, as the worker itself cuts and counts them. */
  private Naive naive(WorkerConfig config) {
    DocumentSource source = new Worker(config, engine).sources().getFirst();
    ChangeStream changes = stream();
    long chunks = 0;
    long tokens = 0;
    for (int i = 0; i < load.updates(); i++) {
      ChangingDocument update = changes.next();
      ChunkedDocument chunked =
          source
              .splitter()
              .split(new Document(update.id(), update.text(), Map.of(), update.timestampMillis()));
      chunks += chunked.chunks().size();
      tokens +=
          chunked.chunks().stream()
              .mapToLong(chunk -> source.embedder().countTokens(chunk.text()))
              .sum();
    }
    return new Naive(chunks, tokens);
  }

  private ChangesReport.Run run(
      LocalCluster cluster,
      WorkerConfig config,
      Keeping keeping,
      Naive naive,
      LongConsumer progress)
      throws InterruptedException {
    String topic = config.source().topic();
    cluster.createTopic(topic, PARTITIONS, MAX_RECORD_BYTES);
    ChangeStream changes = stream();
    try (EmbeddingStream stream = new Worker(config, engine).start();
        StreamProgress committed =
            new StreamProgress(
                cluster.bootstrapServers(), config.streams().applicationId(), topic);
        KafkaProducer<byte[], byte[]> producer =
            LocalProducer.to(cluster, Map.of(ProducerConfig.LINGER_MS_CONFIG, 1))) {
      changes.documents().forEach(document -> send(producer, topic, document));
      awaitCommitted(committed, load.documents(), progress);
      Counts before = stream.counts();
      long tokensBefore = engine.stats().tokens();
      long startNanos = System.nanoTime();
      for (int i = 0; i < load.updates(); i++) {
        send(producer, topic, changes.next());
      }
      awaitCommitted(committed, load.documents() + load.updates(), progress);
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      long tokens = engine.stats().tokens() - tokensBefore;
      return report(keeping, naive, seconds, tokens, before, stream.counts());
    }
  }

  private ChangesReport.Run report(
      Keeping keeping, Naive naive, double seconds, long tokens, Counts before, Counts after) {
    long vectors = after.vectors() - before.vectors();
    return new ChangesReport.Run(
        keeping.name(),
        tokens,
        (double) tokens / naive.tokens(),
        seconds,
        load.updates() / seconds,
        vectors,
        after.reusedChunks() - before.reusedChunks(),
        naive.chunks() - vectors,
        after.skippedDocuments() - before.skippedDocuments(),
        after.outdatedDocuments() - before.outdatedDocuments(),
        after.tombstones() - before.tombstones());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, ChangingDocument document) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                topic,
                null,
                document.timestampMillis(),
                document.id().getBytes(StandardCharsets.UTF_8),
                document.value()));
  }

  private static void awaitCommitted(StreamProgress stream, long records, LongConsumer progress)
      throws InterruptedException {
    Pace pace = new Pace(POLL_NANOS);
    long committed = stream.committed();
    for (long beat = 0; committed < records; beat++) {
      pace.await(beat);
      committed = stream.committed();
      progress.accept(committed);
    }
  }

  private static WorkerConfig config(LocalCluster cluster, Path stateDir, Keeping keeping) {
    return ConfigFile.ofThisProcess()
        .parse(
            cluster.settings()
                + """
                source: {topic: documents-%1$s, format: json}
                chunks: {maxTokens: %2$d}
                vectors: {topic: vectors-%1$s}
                reuse: {vectors: %3$s, cacheSize: %4$s}
                streams: {applicationId: "bench-%1$s", instanceId: bench, stateDir: %5$s}
                """
                    .formatted(
                        keeping.name(),
                        CHUNK_TOKENS,
                        keeping.vectors,
                        keeping.cacheSize,
                        ConfigFile.quoted(stateDir.toString())));
  }
}
