package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topology.port.Account;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.device.DeviceMemory;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A worker with all its meters: a real broker, a real stream, the built-in model. What other parts
 * tell is made up.
 */
final class ScrapedWorker implements AutoCloseable {
  static final String SOURCE = "documents";
  private static final String MODEL = "a-model";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int PARTITIONS = 2;

  private final LocalCluster cluster;
  private final EmbeddingEngine engine;
  private final EmbeddingStream stream;
  private final WorkerMeters meters = new WorkerMeters("worker-of-a-test");

  private ScrapedWorker(LocalCluster cluster, WorkerConfig config) {
    this.cluster = cluster;
    this.engine = ConfiguredEngine.start(config);
    meters.bindEngine(MODEL, engine, "fp32", Duration.ofMinutes(10));
    this.stream = new Worker(config, engine).start();
  }

  /** One that has embedded a document and rejected another. */
  static ScrapedWorker start(Path stateFolder) throws Exception {
    LocalCluster cluster = LocalCluster.start();
    TestTopics topics = new TestTopics(cluster.bootstrapServers());
    topics.create(SOURCE, PARTITIONS);
    ScrapedWorker worker = new ScrapedWorker(cluster, config(cluster, stateFolder));
    assertThat(worker.stream.awaitRunning(PATIENCE)).isTrue();
    topics.write(
        List.of(
            TestTopics.text(SOURCE, "good", "Streams of text become vectors."),
            TestTopics.text(SOURCE, "bad", "{\"text\": 1}")));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(worker.stream.counts().vectors()).isEqualTo(1);
          assertThat(worker.stream.counts().rejected()).isEqualTo(1);
          assertThat(worker.stream.lag()).isNotEmpty();
        });
    worker.bindTheRest();
    return worker;
  }

  private static WorkerConfig config(LocalCluster cluster, Path stateFolder) {
    return ConfigFile.ofThisProcess()
        .parse(
            """
            kafka: {bootstrap.servers: "%s"}
            registry: {schema.registry.url: "%s"}
            source: {topic: %s}
            streams: {applicationId: metered, instanceId: test, stateDir: '%s'}
            """
                .formatted(cluster.bootstrapServers(), cluster.registryUrl(), SOURCE, stateFolder));
  }

  private void bindTheRest() {
    StreamMeters ofStream = meters.ofStream(MODEL);
    ofStream.bind(stream, List.of(SOURCE));
    ofStream.bindSerializing(() -> 2_000_000);
    ofStream.bindCache(() -> 3);
    meters.bindReady(() -> true);
    meters.bindEncoding(() -> 1_000_000);
    meters.bindDevices(() ->
        List.of(
            new DeviceReading(
                "cuda:0",
                Optional.of(new DeviceMemory.Reading(8L << 30, 72L << 30)),
                OptionalDouble.of(0.97))));
    meters.bindUsage(() -> Map.of(Account.source(SOURCE), 5L), tokens -> tokens, nanos -> nanos);
    meters.bindGuard(
        TestGuardState.class,
        () ->
            new GuardReading<>(
                TestGuardState.OPEN,
                Map.of("heap", 0.4),
                Map.of(TestGuardState.NO_BACKFILL, 1L),
                Map.of(TestGuardState.OPEN, 1L)));
    HttpMeters http =
        meters.bindHttp(
            List.of(Route.post("/v1/embeddings", Route.Access.KEY, _ -> Response.json(200, "{}"))));
    http.answered("POST", "/v1/embeddings", 200, 5_000_000, 120, 9_000);
  }

  /** What the guard's states may be. */
  enum TestGuardState {
    OPEN,
    SMALLER_BATCHES,
    NO_BACKFILL,
    NO_ONLINE
  }

  WorkerMeters meters() {
    return meters;
  }

  @Override
  public void close() {
    stream.close();
    meters.close();
    engine.close();
    cluster.close();
  }
}
