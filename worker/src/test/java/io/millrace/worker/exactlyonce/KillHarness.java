package io.millrace.worker.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.schemas.registry.InProcessRegistry;
import io.millrace.worker.Main;
import io.millrace.worker.topic.StreamProgress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A broker in one process, workers in others, and a load on them. The registry lives here and is
 * not killed.
 */
final class KillHarness implements AutoCloseable {
  static final String DOCUMENTS = "documents";
  static final int PARTITIONS = 3;

  /** When the group gives a killed worker's partitions to the other. */
  static final int SESSION_TIMEOUT_MILLIS = 3000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final String bootstrapServers;
  private final int port;
  private final InProcessRegistry registry = InProcessRegistry.start();
  private JavaProcess broker;

  KillHarness(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.port = freePort();
    this.bootstrapServers = "127.0.0.1:" + port;
    this.broker = startBroker();
    createTopics();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private JavaProcess startBroker() throws IOException {
    return JavaProcess.start(
        BrokerProcess.class,
        folder.resolve("broker.log"),
        folder.resolve("broker").toString(),
        Integer.toString(port));
  }

  private void createTopics() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(
            e -> e.getCause() instanceof KafkaException || e instanceof ExecutionException)
        .until(() -> {
          try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin
                .createTopics(
                    List.of(
                        new NewTopic(DOCUMENTS, PARTITIONS, (short) 1),
                        // Not compacted, so that the check sees every version.
                        new NewTopic("vectors", PARTITIONS, (short) 1),
                        new NewTopic("dead-letters", 1, (short) 1)))
                .all()
                .get();
            return true;
          }
        });
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * A worker's configuration; its state lies in a folder of the instance's name.
   *
   * @param transactionTimeout when the broker ends a transaction that nobody takes up again
   */
  Path config(String applicationId, String instance, Duration transactionTimeout)
      throws IOException {
    Path file = folder.resolve(instance + ".yaml");
    Files.writeString(
        file,
        """
        kafka:
          bootstrap.servers: %s
          main.consumer.session.timeout.ms: %s
          main.consumer.heartbeat.interval.ms: 500
          producer.transaction.timeout.ms: %s
        registry: {schema.registry.url: %s}
        source: {topic: %s, format: json}
        chunks: {maxTokens: 48, overlapTokens: 0}
        reuse: {vectors: true}
        streams: {applicationId: %s, instanceId: %s, stateDir: '%s', commitInterval: 100ms}
        http: {port: 0}
        """
            .formatted(
                bootstrapServers,
                SESSION_TIMEOUT_MILLIS,
                transactionTimeout.toMillis(),
                registry.url(),
                DOCUMENTS,
                applicationId,
                instance,
                folder.resolve("state-" + instance)));
    return file;
  }

  JavaProcess startWorker(Path config) throws IOException {
    return JavaProcess.start(
        Main.class, folder.resolve("worker.log"), "worker", "--config", config.toString());
  }

  JavaProcess startNaiveWorker(Path config) throws IOException {
    return JavaProcess.start(NaiveWorker.class, folder.resolve("worker.log"), config.toString());
  }

  /** Kills the broker and starts it again on its records. */
  void killBroker() throws IOException, InterruptedException {
    broker.kill();
    broker = startBroker();
  }

  /** Waits until the group has committed more of every partition: each has its worker. */
  void awaitProgress(String applicationId) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<TopicPartition, Long> before = committed(admin, applicationId);
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .untilAsserted(() -> {
            Map<TopicPartition, Long> now = committed(admin, applicationId);
            for (int partition = 0; partition < PARTITIONS; partition++) {
              TopicPartition of = new TopicPartition(DOCUMENTS, partition);
              assertThat(now.getOrDefault(of, 0L)).isGreaterThan(before.getOrDefault(of, 0L));
            }
          });
    }
  }

  private static Map<TopicPartition, Long> committed(Admin admin, String applicationId)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listConsumerGroupOffsets(applicationId)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, offset) -> {
          if (offset != null) {
            offsets.put(partition, offset.offset());
          }
        });
    return offsets;
  }

  void awaitCaughtUp(String applicationId) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          try (StreamProgress progress = progress(applicationId)) {
            assertThat(progress.committed()).isEqualTo(progress.written());
          }
        });
  }

  void awaitMoreVectors() throws InterruptedException {
    try (StreamProgress vectors = new StreamProgress(bootstrapServers, "none", "vectors")) {
      long before = vectors.written();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(vectors.written()).isGreaterThan(before));
    }
  }

  /** Runs {@code ./millrace check --json} as a person would. */
  Verdict check(Path config) throws IOException, InterruptedException {
    Path output = folder.resolve("check.json");
    JavaProcess check =
        JavaProcess.start(Main.class, output, "check", "--config", config.toString(), "--json");
    int exitCode = check.awaitEnd();
    JsonNode report = new JsonMapper().readTree(Files.readAllLines(output).getLast());
    Map<String, Integer> findings = new TreeMap<>();
    report.get("counts").properties().forEach(e -> findings.put(e.getKey(), e.getValue().asInt()));
    assertThat(exitCode).isEqualTo(findings.isEmpty() ? 0 : 1);
    return new Verdict(
        findings,
        report.get("documents").asInt(),
        report.get("chunks").asInt(),
        report.get("outdated").asInt());
  }

  /** What the check says: how often it found what, and of how many. */
  record Verdict(Map<String, Integer> findings, int documents, int chunks, int outdated) {}

  private StreamProgress progress(String applicationId) {
    return new StreamProgress(bootstrapServers, applicationId, DOCUMENTS);
  }

  @Override
  public void close() {
    broker.close();
    registry.close();
  }
}
