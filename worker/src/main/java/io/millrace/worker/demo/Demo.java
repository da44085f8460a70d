package io.millrace.worker.demo;

import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.Lane;
import io.millrace.topology.stage.StageCounters;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.InputException;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.page.Search;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.tracing.Tracing;
import io.millrace.worker.wiring.Served;
import io.millrace.worker.wiring.Serving;
import io.millrace.worker.wiring.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The real path on one machine: documents through a broker and a worker into vectors, then searches
 * over them.
 */
public final class Demo implements Search, AutoCloseable {
  public static final String DOCUMENTS = "documents";
  private static final String VECTORS = "vectors";
  private static final int PARTITIONS = 2;
  private static final int MAX_RECORD_BYTES = 16 << 20;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 50;

  private final LocalCluster cluster;
  private final EmbeddingEngine engine;
  private final Worker worker;
  private final EmbeddingStream stream;
  private final WorkerConfig config;
  private final DemoSearch search;

  private Demo(
      LocalCluster cluster,
      EmbeddingEngine engine,
      Worker worker,
      EmbeddingStream stream,
      WorkerConfig config) {
    this.cluster = cluster;
    this.engine = engine;
    this.worker = worker;
    this.stream = stream;
    this.config = config;
    this.search = new DemoSearch(vectorsTopic(), deserializer());
  }

  /**
   * Starts broker, registry and worker.
   *
   * @param stateDir an empty folder
   */
  public static Demo start(EmbeddingEngine engine, DemoInput input, Path stateDir)
      throws IOException, InterruptedException {
    LocalCluster cluster = LocalCluster.start();
    boolean started = false;
    try {
      cluster.createTopic(DOCUMENTS, PARTITIONS, MAX_RECORD_BYTES);
      WorkerConfig config = config(cluster.settings(), input, stateDir);
      Worker worker = new Worker(config, engine);
      Demo demo = new Demo(cluster, engine, worker, running(worker), config);
      started = true;
      return demo;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  /** One that does not come up would try again and again, without its broker. */
  private static EmbeddingStream running(Worker worker) throws InterruptedException {
    EmbeddingStream stream = worker.start();
    boolean running = false;
    try {
      running = stream.awaitRunning(START_TIMEOUT);
    } finally {
      if (!running) {
        stream.close();
      }
    }
    if (!running) {
      throw new InputException("the stream did not start; its log above says why");
    }
    return stream;
  }

  static WorkerConfig config(String cluster, DemoInput input, Path stateDir) {
    return ConfigFile.ofThisProcess()
        .parse(
            cluster
                + """
                source: {topic: %s, textFields: [%s]}
                vectors: {topic: %s}
                streams: {applicationId: millrace-demo, instanceId: demo, stateDir: %s}
                http: {port: 0}
                usage: {topic: ""}
                """
                    .formatted(
                        DOCUMENTS,
                        input.textFields().stream()
                            .map(ConfigFile::quoted)
                            .collect(Collectors.joining(", ")),
                        VECTORS,
                        ConfigFile.quoted(stateDir.toString())));
  }

  /** Answers requests and shows the page, on any free port; the caller's to close. */
  Serving serve() {
    return Serving.start(
        new Served(
            config,
            engine,
            Optional.empty(),
            Optional.of(new Served.RunningStream(worker, stream)),
            Optional.of(this),
            Tracing.off(),
            stream::fail));
  }

  /**
   * Sends all documents and waits until the last result is committed.
   *
   * @param progress told the number of records done, again and again
   */
  DemoSummary run(DemoInput input, LongConsumer progress) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    long tokensBefore = engine.stats().tokens();
    long sent;
    try (BufferedReader lines = input.open();
        DocumentWriter writer = new DocumentWriter(cluster.bootstrapServers(), DOCUMENTS)) {
      sent = writer.writeLines(lines, input.name());
    }
    awaitCommitted(sent, progress);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    awaitSearchable();
    StageCounters.Counts counts = stream.counts();
    return new DemoSummary(
        counts.records(),
        counts.vectors(),
        counts.tombstones(),
        counts.skippedDocuments(),
        counts.rejected(),
        engine.stats().tokens() - tokensBefore,
        seconds,
        search(input.searches()));
  }

  private void awaitCommitted(long records, LongConsumer progress) throws InterruptedException {
    try (StreamProgress stream = progress(DOCUMENTS)) {
      for (long done = stream.committed(); done < records; done = stream.committed()) {
        progress.accept(done);
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        requireRunning();
      }
    }
    progress.accept(records);
  }

  /** A commit returns a little before its last partition tells of it. */
  private void awaitSearchable() throws InterruptedException {
    try (StreamProgress vectors = progress(VECTORS)) {
      search.awaitPosition(vectors.written());
    }
  }

  private StreamProgress progress(String topic) {
    return new StreamProgress(cluster.bootstrapServers(), config.streams().applicationId(), topic);
  }

  private void requireRunning() {
    if (stream.hasFailed()) {
      throw new InputException("the stream failed; its log above says why");
    }
  }

  /** The document nearest to each query. */
  List<DemoSummary.Search> search(List<String> queries) throws InterruptedException {
    List<DemoSummary.Search> searches = new ArrayList<>();
    for (String query : queries) {
      searches.add(
          switch (nearest(query, 1)) {
            case Found.Hits(List<Hit> hits) -> summary(query, hits);
            case Found.Refused(String detail) ->
                throw new InputException("no search: %s".formatted(detail));
          });
    }
    return searches;
  }

  private static DemoSummary.Search summary(String query, List<Hit> hits) {
    return hits.isEmpty()
        ? new DemoSummary.Search(query, "", 0)
        : new DemoSummary.Search(query, hits.getFirst().id(), hits.getFirst().score());
  }

  /** The documents whose vectors are nearest to a query's, among all that are committed. */
  @Override
  public Found nearest(String query, int count) throws InterruptedException {
    try {
      return switch (engine.submit(EmbeddingRequest.query(query, Lane.ONLINE)).get()) {
        case EmbeddingResult.Embedded embedded ->
            new Found.Hits(
                search.nearest(embedded.vector(), count).stream()
                    .map(hit -> new Hit(hit.documentId(), hit.score(), hit.excerpt()))
                    .toList());
        case EmbeddingResult.Refused refused -> new Found.Refused(refused.detail());
      };
    } catch (ExecutionException e) {
      throw new IllegalStateException("the engine failed", e.getCause());
    }
  }

  CommittedTopic vectorsTopic() {
    return new CommittedTopic(Map.of("bootstrap.servers", cluster.bootstrapServers()), VECTORS);
  }

  Deserializer<VectorRecord> deserializer() {
    Deserializer<VectorRecord> deserializer = new VectorRecordDeserializer();
    deserializer.configure(config.registry(), false);
    return deserializer;
  }

  public String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  public String registryUrl() {
    return cluster.registryUrl();
  }

  /** What runs in between. */
  public EmbeddingStream stream() {
    return stream;
  }

  /** How it is set up. */
  public WorkerConfig config() {
    return config;
  }

  @Override
  public void close() {
    search.close();
    stream.close();
    cluster.close();
  }
}
