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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker of the same application left at the brokers, and what is configured now. */
@Timeout(60)
class EarlierRunTest {
  private static final int MIB = 1 << 20;
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  @TempDir Path stateFolder;
  private final int number = COUNT.incrementAndGet();
  private final String application = "app-" + number;
  private final String source = "articles-" + number;
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
  void aSourceUnderAnotherNameIsRefused() throws Exception {
    topics.create(source, 1);
    read(1);
    topics.create(changelog("documents-" + source), 1);

    assertThatThrownBy(() ->
            prepare("sources: {posts: {topic: %s, vectors: {topic: posts}}}".formatted(source)))
        .isInstanceOf(BrokerException.class)
        .hasMessage(
            "sources.posts.topic: application \"%s\" has read \"%s\" before, but what it wrote is not"
                + " known: there is no topic \"%s\". Give the source the name that it had, or take"
                + " another streams.applicationId and vectors.topic, as reembed --force does",
            application, source, changelog("documents-posts"));
    try (Admin admin = Admin.create(topics.client())) {
      assertThat(admin.listTopics().names().get()).doesNotContain("posts");
    }
  }

  @Test
  void aSourceUnderItsNameGoesOn() throws Exception {
    topics.create(source, 1);
    read(1);
    topics.create(changelog("documents-" + source), 1);

    assertThatCode(() -> prepare("")).doesNotThrowAnyException();
  }

  @Test
  void anApplicationThatWasResetBeginsAnew() throws Exception {
    topics.create(source, 1);
    read(0);

    assertThatCode(() -> prepare("")).doesNotThrowAnyException();
  }

  @Test
  void partitionsThatWereAddedAreRefused() throws Exception {
    topics.create(source, 3);
    topics.create(changelog("documents-" + source), 2);

    assertThatThrownBy(() -> prepare(""))
        .isInstanceOf(BrokerException.class)
        .hasMessage(
            "source.topic: \"%s\" has 3 partitions, but application \"%s\" began with 2, as \"%s\" has."
                + " Their number cannot change: take another streams.applicationId and"
                + " vectors.topic, as reembed --force does",
            source, application, changelog("documents-" + source));
  }

  @Test
  void truncatesThatDoNotReachAllPartitionsAreRefused() throws Exception {
    topics.create(source, 3);
    topics.create("%s-truncates-%s".formatted(application, source), 1);

    assertThatThrownBy(() -> prepare("source: {format: debezium, topic: %s}".formatted(source)))
        .isInstanceOf(BrokerException.class)
        .hasMessage(
            "source.topic: has 3 partitions, but \"%s-truncates-%s\" has 1: a truncated table would be"
                + " told to those alone. Add partitions to it",
            application, source);
  }

  @Test
  void limitsOfTopicsThatMayBeMadeAreRaised() throws Exception {
    topics.create(source, 1);
    createSmall(vectors, deadLetters, changelog("documents-" + source));

    prepare("");

    assertThat(maxMessageBytes(vectors)).isEqualTo(5 * MIB);
    assertThat(maxMessageBytes(deadLetters)).isEqualTo(MIB);
    assertThat(maxMessageBytes(changelog("documents-" + source))).isEqualTo(5 * MIB);
  }

  @Test
  void limitsThatAreHigherStay() throws Exception {
    topics.create(source, 1);
    topics.create(vectors, 1);

    prepare("");

    assertThat(maxMessageBytes(vectors)).isEqualTo(16 * MIB);
  }

  @Test
  void aTopicThatTakesNoLongRecordsIsRefusedWhereNoneMayBeMade() throws Exception {
    topics.create(source, 1);
    createSmall(vectors);

    assertThatThrownBy(() -> prepare("topics: {create: false}"))
        .isInstanceOf(BrokerException.class)
        .hasMessage(
            "vectors.topic: \"%s\" has max.message.bytes 1000, but records of up to 5242880 bytes are"
                + " written to it: raise it, or lower source.maxDocumentSize",
            vectors);
    assertThat(maxMessageBytes(vectors)).isEqualTo(1000);
  }

  @Test
  void aTopicOfKafkasDefaultLimitIsTakenAsItIs() throws Exception {
    topics.create(source, 1);
    createWithLimit(1048588, vectors);
    createWithLimit(512 << 10, deadLetters);

    Outputs outputs = prepare("topics: {create: false}");

    assertThat(outputs.sources().getFirst().vectors().recordBytes()).isEqualTo(1048588);
    assertThat(outputs.letterValueBytes()).isEqualTo(256 << 10);
  }

  @Test
  void whatIsMadeTakesAllThatIsConfigured() throws Exception {
    topics.create(source, 1);

    Outputs outputs = prepare("");

    assertThat(outputs.sources().getFirst().vectors().recordBytes()).isEqualTo(5 * MIB);
    assertThat(outputs.letterValueBytes()).isEqualTo(768 << 10);
  }

  @Test
  void storesOfAnotherClusterAreRefused() throws Exception {
    topics.create(source, 1);
    Path folder = Files.createDirectories(stateFolder.resolve(application));
    Files.writeString(folder.resolve("millrace-cluster-id"), "another");

    assertThatThrownBy(() -> prepare(""))
        .isInstanceOf(BrokerException.class)
        .hasMessageMatching(
            "streams\\.stateDir: \".*%s\" is of the cluster another, but 127\\.0\\.0\\.1:\\d+ is the"
                    .formatted(application)
                + " cluster \\S+: delete the folder, or name another");
  }

  @Test
  void storesOfTheSameClusterAreTaken() throws Exception {
    topics.create(source, 1);
    prepare("");

    assertThatCode(() -> prepare("")).doesNotThrowAnyException();
  }

  /** The application has committed this offset of the source's only partition. */
  private void read(long offset) throws Exception {
    topics.write(List.of(TestTopics.text(source, "1", "a text")));
    try (Admin admin = Admin.create(topics.client())) {
      admin
          .alterConsumerGroupOffsets(
              application, Map.of(new TopicPartition(source, 0), new OffsetAndMetadata(offset)))
          .all()
          .get();
    }
  }

  private void createSmall(String... names) throws Exception {
    createWithLimit(1000, names);
  }

  private void createWithLimit(int bytes, String... names) throws Exception {
    try (Admin admin = Admin.create(topics.client())) {
      for (String name : names) {
        NewTopic topic = new NewTopic(name, 1, (short) 1);
        topic.configs(Map.of("max.message.bytes", Integer.toString(bytes)));
        admin.createTopics(List.of(topic)).all().get();
        var _ = topics.describe(name);
      }
    }
  }

  private String changelog(String store) {
    return "%s-%s-changelog".formatted(application, store);
  }

  /** In place of the source, if there is any. */
  private Outputs prepare(String yaml) {
    String one = "source: {topic: %s}".formatted(source);
    WorkerConfig config =
        ConfigFile.ofThisProcess()
            .parse(
                """
                %s
                %s
                kafka: {bootstrap.servers: "%s"}
                chunks: {overlapTokens: 0}
                vectors: {topic: %s}
                deadLetters: {topic: %s}
                streams: {applicationId: %s, stateDir: '%s'}
                """
                    .formatted(
                        yaml,
                        yaml.startsWith("source") ? "" : one,
                        broker.bootstrapServers(),
                        vectors,
                        deadLetters,
                        application,
                        stateFolder));
    return new WorkerTopics(config).prepare(new Worker(config, new FakeEmbedder()).sources());
  }

  private static int maxMessageBytes(String topic) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(topics.client())) {
      return Integer.parseInt(
          requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource), topic)
              .get("max.message.bytes")
              .value());
    }
  }
}
