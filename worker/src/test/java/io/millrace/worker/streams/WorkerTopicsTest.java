package io.millrace.worker.streams;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.Worker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerTopicsTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  @TempDir Path stateFolder;
  private final int number = COUNT.incrementAndGet();
  private final String source = "documents-" + number;
  private final String vectors = "vectors-" + number;
  private final String deadLetters = "dead-letters-" + number;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    topics = new TestTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void missingOutputsAreCreatedWithTheSourcesPartitions() throws Exception {
    topics.create(source, 3);

    prepare("");

    assertThat(partitions(vectors)).isEqualTo(3);
    assertThat(partitions(deadLetters)).isEqualTo(3);
  }

  @Test
  void theVectorsTopicIsCompactedTheDeadLettersAreNot() throws Exception {
    topics.create(source, 1);

    prepare("");

    assertThat(config(vectors).get("cleanup.policy").value()).isEqualTo("compact");
    assertThat(config(deadLetters).get("cleanup.policy").value()).isEqualTo("delete");
  }

  @Test
  void createdTopicsTakeTheLongestRecord() throws Exception {
    topics.create(source, 1);

    prepare("");

    assertThat(config(vectors).get("max.message.bytes").value()).isEqualTo("" + (5 << 20));
    assertThat(config(deadLetters).get("max.message.bytes").value()).isEqualTo("" + (5 << 20));
  }

  @Test
  void topicsThatAreThereAreLeftAsTheyAre() throws Exception {
    topics.create(source, 3);
    topics.create(vectors, 1);
    topics.create(deadLetters, 1);

    prepare("topics: {create: false}");

    assertThat(partitions(vectors)).isEqualTo(1);
    assertThat(config(vectors).get("cleanup.policy").value()).isEqualTo("delete");
  }

  @Test
  void anOutputThatMayNotBeCreatedIsAnError() throws Exception {
    topics.create(source, 1);

    assertThatThrownBy(() -> prepare("topics: {create: false}"))
        .isInstanceOf(BrokerException.class)
        .hasMessage(
            "vectors.topic: there is no topic \"%s\" at %s", vectors, broker.bootstrapServers());
  }

  @Test
  void aMissingSourceIsAnErrorAndNothingIsCreated() throws Exception {
    assertThatThrownBy(() -> prepare(""))
        .isInstanceOf(BrokerException.class)
        .hasMessage(
            "source.topic: there is no topic \"%s\" at %s", source, broker.bootstrapServers());
    try (Admin admin = Admin.create(topics.client())) {
      assertThat(admin.listTopics().names().get()).doesNotContain(source, vectors);
    }
  }

  @Test
  void aTopicThatTheBrokersRefuseIsNamed() throws Exception {
    topics.create(source, 1);

    assertThatThrownBy(() -> prepare("topics: {replicationFactor: 2}"))
        .isInstanceOf(BrokerException.class)
        .hasMessageStartingWith(
            "vectors.topic: the brokers refuse the topic \"%s\": ".formatted(vectors))
        .hasMessageNotContaining("\n");
  }

  @Test
  void aLongRequestTimeoutIsTaken() throws Exception {
    topics.create(source, 1);

    assertThatCode(() ->
            prepare(
                "", "bootstrap.servers: " + broker.bootstrapServers(), "request.timeout.ms: 45000"))
        .doesNotThrowAnyException();
  }

  @Test
  @Timeout(10)
  void anUnreachableBrokerIsNamed() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThatThrownBy(() ->
            prepare("", "bootstrap.servers: 127.0.0.1:" + port, "default.api.timeout.ms: 1000"))
        .isInstanceOf(BrokerException.class)
        .hasMessage("kafka.bootstrap.servers: no broker answers at 127.0.0.1:" + port);
  }

  @Test
  void anAddressThatDoesNotResolveIsAnErrorOfOneLine() {
    assertThatThrownBy(() -> prepare("", "bootstrap.servers: broker.invalid:9092"))
        .isInstanceOf(BrokerException.class)
        .hasMessageStartingWith("kafka: ")
        .hasMessageContaining("bootstrap.servers")
        .hasMessageNotContaining("\n");
  }

  private void prepare(String yaml) {
    prepare(yaml, "bootstrap.servers: " + broker.bootstrapServers());
  }

  private void prepare(String yaml, String... kafka) {
    String topicNames =
        """
        source: {topic: %s}
        chunks: {overlapTokens: 0}
        vectors: {topic: %s}
        deadLetters: {topic: %s}
        streams: {stateDir: '%s'}
        """
            .formatted(source, vectors, deadLetters, stateFolder);
    String clients = "kafka: {%s}\n".formatted(String.join(", ", kafka));
    WorkerConfig config = ConfigFile.ofThisProcess().parse(clients + topicNames + yaml);
    new WorkerTopics(config).prepare(new Worker(config, new FakeEmbedder()).sources());
  }

  private static int partitions(String topic) {
    return topics.describe(topic).partitions().size();
  }

  private static Config config(String topic) throws Exception {
    var _ = topics.describe(topic);
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(topics.client())) {
      return requireNonNull(
          admin.describeConfigs(List.of(resource)).all().get().get(resource), topic);
    }
  }
}
