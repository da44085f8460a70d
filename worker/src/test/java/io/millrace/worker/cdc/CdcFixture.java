package io.millrace.worker.cdc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.registry.InProcessRegistry;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.stage.StageCounters;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL, Debezium, Kafka and a worker with the built-in model: an article of each delivery's
 * table on one end, its vectors on the other. One worker follows all tables.
 */
final class CdcFixture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Closed from the last to the first. */
  private final Deque<Closing> open = new ArrayDeque<>();

  private final Map<Delivery, Articles> articles = new EnumMap<>(Delivery.class);
  private final TestTopics topics;
  private final WorkerConfig config;
  private final Worker worker;
  private final EmbeddingStream stream;

  /**
   * Starts everything; Debezium's first snapshot finds an article of id 1 in each table.
   *
   * @param folder where logs, offsets and state lie
   */
  CdcFixture(Path folder) throws Exception {
    try {
      EmbeddedBroker broker = EmbeddedBroker.startTemporary();
      open.push(broker::close);
      topics = new TestTopics(broker.bootstrapServers());
      startDatabase(folder);
      InProcessRegistry registry = InProcessRegistry.start();
      open.push(registry::close);
      config = config(registry.url(), folder.resolve("state"));
      EmbeddingEngine engine = ConfiguredEngine.start(config);
      open.push(engine::close);
      worker = new Worker(config, engine);
      stream = worker.start();
      open.push(stream::close);
      assertThat(stream.awaitRunning(PATIENCE)).isTrue();
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private void startDatabase(Path folder) throws Exception {
    PostgresServer server = PostgresServer.start();
    open.push(server::close);
    List<Map<String, String>> connectors = new ArrayList<>();
    for (Delivery delivery : Delivery.values()) {
      Articles table = Articles.create(server, delivery.database());
      open.push(table::close);
      table.insert(1, "The mill", "A mill stands by the river.");
      articles.put(delivery, table);
      topics.create(delivery.topic(), Delivery.PARTITIONS);
      connectors.add(delivery.connector(server.port()));
    }
    open.push(ConnectProcess.start(folder, topics.bootstrapServers(), connectors)::close);
  }

  /** Without a cache of texts, so that the only vectors to reuse are a document's own. */
  private WorkerConfig config(String registryUrl, Path state) {
    return ConfigFile.ofThisProcess()
        .parse(
            """
            kafka: {bootstrap.servers: "%s"}
            registry: {schema.registry.url: "%s"}
            source: {template: "{title}\\n\\n{body}"}
            reuse: {vectors: true, cacheSize: 0B}
            sources:
              enveloped: {format: debezium, topic: %s, vectors: {topic: enveloped-vectors}}
              unwrapped: {format: debezium_unwrapped, topic: %s, vectors: {topic: unwrapped-vectors}}
            streams: {applicationId: cdc, instanceId: test, stateDir: '%s'}
            """
                .formatted(
                    topics.bootstrapServers(),
                    registryUrl,
                    Delivery.ENVELOPED.topic(),
                    Delivery.UNWRAPPED.topic(),
                    state));
  }

  Articles articles(Delivery delivery) {
    return requireNonNull(articles.get(delivery));
  }

  ArticleVectors vectors(Delivery delivery) {
    DocumentSource source =
        worker.sources().stream()
            .filter(each -> each.topic().equals(delivery.topic()))
            .findFirst()
            .orElseThrow();
    return new ArticleVectors(topics, config, source);
  }

  StageCounters.Counts counts() {
    return stream.counts();
  }

  @Override
  public void close() throws IOException, SQLException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  /** How one of the parts ends. */
  private interface Closing {
    void close() throws IOException, SQLException;
  }
}
