package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.registry.InProcessRegistry;
import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.Vectors;
import io.millrace.worker.keys.Secret;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker and a registry, and the configurations of workers on them; all that a worker writes has
 * its name.
 */
final class TestWorkers implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String DOCUMENTS = "documents";
  static final String TEXT = "Streams of text become vectors.";

  /** For requests, without limits. */
  static final String SEARCH = "secret-of-search-which-nobody-can-guess";

  /** For ten tokens a minute. */
  static final String NARROW = "secret-of-narrow-which-nobody-can-guess";

  /** For the backfill. */
  static final String IMPORT = "secret-of-import-which-nobody-can-guess";

  private final Path folder;
  private final EmbeddedBroker broker;
  private final InProcessRegistry registry;

  private TestWorkers(Path folder, EmbeddedBroker broker, InProcessRegistry registry) {
    this.folder = folder;
    this.broker = broker;
    this.registry = registry;
  }

  /** With a document that can be embedded, and one that cannot. */
  static TestWorkers start(Path folder) throws Exception {
    TestWorkers workers =
        new TestWorkers(folder, EmbeddedBroker.startTemporary(), InProcessRegistry.start());
    workers.topics().create(DOCUMENTS, 2);
    workers
        .topics()
        .write(
            List.of(
                TestTopics.text(DOCUMENTS, "good", TEXT),
                TestTopics.text(DOCUMENTS, "bad", "{\"text\": 1}")));
    return workers;
  }

  TestTopics topics() {
    return new TestTopics(broker.bootstrapServers());
  }

  WorkerConfig config(String name, String more) {
    return ConfigFile.ofThisProcess().parse(yaml(name, "test") + more);
  }

  /** With a second port. */
  WorkerConfig configOfTwoPorts(String name, String more) {
    String second = "  port: 0\n  managementPort: 0\n";
    return ConfigFile.ofThisProcess()
        .parse(yaml(name, "test").replace("  port: 0\n", second) + more);
  }

  /**
   * Of a worker on a free port.
   *
   * @param name of its group, and the last part of all its topics
   */
  String yaml(String name, String instance) {
    return """
    kafka: {bootstrap.servers: "%1$s"}
    registry: {schema.registry.url: "%2$s", max.retries: 0}
    source: {topic: documents}
    vectors: {topic: vectors-%3$s}
    deadLetters: {topic: dead-letters-%3$s}
    streams: {applicationId: %3$s, instanceId: %8$s, stateDir: '%4$s', threads: 1}
    usage: {topic: usage-%3$s, interval: 1h}
    http:
      host: 127.0.0.1
      port: 0
      keys:
        inline: |
          keys:
            search: {sha256: %5$s}
            narrow: {sha256: %6$s, tokensPerMinute: 10}
            import: {sha256: %7$s, lane: backfill}
    """
        .formatted(
            broker.bootstrapServers(),
            registry.url(),
            name,
            folder.resolve(name + "-" + instance),
            new Secret(SEARCH).sha256(),
            new Secret(NARROW).sha256(),
            new Secret(IMPORT).sha256(),
            instance);
  }

  /** Waits for the vector of {@link #TEXT}; there must be no other one. */
  VectorRecord awaitVector(WorkerConfig config, String topic) {
    List<VectorRecord> vectors =
        await().atMost(PATIENCE).until(() -> vectors(config, topic), found -> !found.isEmpty());
    assertThat(vectors).extracting(VectorRecord::getText).containsExactly(TEXT);
    return vectors.getFirst();
  }

  List<VectorRecord> vectors(WorkerConfig config, String topic) {
    VectorRecordDeserializer values = new VectorRecordDeserializer();
    values.configure(config.registry(), false);
    List<VectorRecord> vectors = new ArrayList<>();
    topics().committed(topic).scan(values, record -> vectors.add(record.value()));
    return vectors;
  }

  /** Whether an answer's vector is the one that was written, but for the last bits. */
  static void assertSameVector(WorkerClient.Answer answer, VectorRecord written)
      throws JsonProcessingException {
    float[] vector = answer.vector(0);
    assertThat(answer.header("X-Millrace-Space")).isEqualTo(written.getSpace());
    assertThat(written.getVector()).hasSize(vector.length);
    assertThat(Vectors.cosine(vector, floats(written), vector.length)).isCloseTo(1, within(1e-6));
  }

  private static float[] floats(VectorRecord record) {
    float[] vector = new float[record.getVector().size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = record.getVector().get(i);
    }
    return vector;
  }

  void stopRegistry() {
    registry.close();
  }

  @Override
  public void close() throws IOException {
    broker.close();
    registry.close();
  }
}
