package io.millrace.worker.topic;

import static io.millrace.worker.topic.TestTopics.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.local.EmbeddedBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommittedTopicTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  private final String topic = "topic-" + COUNT.incrementAndGet();

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    topics = new TestTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void createTopic() throws Exception {
    topics.create(topic, 2);
  }

  @Test
  void everyRecordOfEveryPartitionIsHandedOver() throws Exception {
    topics.write(List.of(at(0, "a"), at(1, "b"), at(0, "c")));

    assertThat(values()).containsExactlyInAnyOrder("a", "b", "c").containsSubsequence("a", "c");
  }

  @Test
  void aTombstoneHasNoValue() throws Exception {
    topics.write(List.of(text(topic, "key", null)));

    List<Boolean> tombstones = new ArrayList<>();
    topics
        .committed(topic)
        .scan(new StringDeserializer(), record -> tombstones.add(record.value() == null));

    assertThat(tombstones).containsExactly(true);
  }

  @Test
  void anEmptyTopicIsScannedAtOnce() {
    assertThat(values()).isEmpty();
  }

  @Test
  void aTailReadsTheLastRecordsOfEachPartitionAgain() throws Exception {
    topics.write(List.of(at(0, "a"), at(0, "b"), at(0, "c"), at(1, "d")));
    List<String> read = new CopyOnWriteArrayList<>();

    try (var _ = follow(topics.committed(topic).tail(new StringDeserializer(), 2), read)) {
      await().until(() -> read.size() >= 3);
    }

    assertThat(read).containsExactlyInAnyOrder("b", "c", "d");
  }

  @Test
  void aFollowerHasReadEverythingBeforeItsPosition() throws Exception {
    topics.write(List.of(at(0, "a"), at(1, "b"), at(0, "c")));
    List<String> read = new CopyOnWriteArrayList<>();

    try (TopicFollower follower =
        follow(topics.committed(topic).whole(new StringDeserializer()), read)) {
      await().until(() -> follower.position() == 3);
      assertThat(read).containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void aFollowerThatIsClosedReadsNoMore() {
    TopicFollower follower =
        follow(topics.committed(topic).tail(new StringDeserializer()), new ArrayList<>());

    follower.close();

    assertThat(follower.isFollowing()).isFalse();
  }

  @Test
  void aFollowerOutlivesALeaderThatIsAway() throws Exception {
    List<String> read = new CopyOnWriteArrayList<>();
    try (TopicFollower follower = follow(withoutAnAnswerAtFirst(), read)) {
      topics.write(List.of(at(0, "a")));

      await().until(() -> follower.position() == 1);
      assertThat(read).containsExactly("a");
    }
  }

  /** Its first question for a position times out. */
  private KafkaConsumer<byte[], String> withoutAnAnswerAtFirst() {
    AtomicBoolean isAway = new AtomicBoolean(true);
    var consumer =
        new KafkaConsumer<>(
            topics.client(), new ByteArrayDeserializer(), new StringDeserializer()) {
          @Override
          public long position(TopicPartition partition) {
            if (isAway.getAndSet(false)) {
              throw new TimeoutException("no leader");
            }
            return super.position(partition);
          }
        };
    TopicPartition first = new TopicPartition(topic, 0);
    consumer.assign(List.of(first));
    consumer.seekToBeginning(List.of(first));
    return consumer;
  }

  private static TopicFollower follow(KafkaConsumer<byte[], String> consumer, List<String> read) {
    return TopicFollower.start("test", consumer, record -> read.add(record.value()));
  }

  @Test
  void abortedRecordsAreNotSeen() throws Exception {
    topics.writeAndAbort(List.of(at(0, "aborted"), at(1, "aborted")));
    topics.write(List.of(at(0, "committed")));

    assertThat(values()).containsExactly("committed");
  }

  @Test
  void anOpenTransactionDoesNotHoldUpTheScan() throws Exception {
    topics.write(List.of(at(0, "committed")));
    try (var producer = topics.transactional()) {
      producer.beginTransaction();
      producer.send(at(0, "open")).get();

      assertThat(values()).containsExactly("committed");
      producer.abortTransaction();
    }
  }

  @Test
  void recordsThatArriveDuringTheScanAreNotPartOfIt() throws Exception {
    topics.write(List.of(at(0, "before")));
    List<String> seen = new ArrayList<>();

    topics
        .committed(topic)
        .scan(
            new StringDeserializer(),
            record -> {
              seen.add(record.value());
              writeUnchecked(at(0, "during"));
            });

    assertThat(seen).containsExactly("before");
  }

  @Test
  void aTailStartsBehindWhatIsThere() throws Exception {
    topics.write(List.of(at(0, "before")));

    try (var tail = topics.committed(topic).tail(new StringDeserializer())) {
      topics.write(List.of(at(0, "after")));
      List<String> seen = new ArrayList<>();
      while (seen.isEmpty()) {
        tail.poll(Duration.ofMillis(100)).forEach(record -> seen.add(record.value()));
      }
      assertThat(seen).containsExactly("after");
    }
  }

  @Test
  void aMissingTopicIsNamed() {
    assertThatThrownBy(() -> values(topics.committed("missing")))
        .isInstanceOf(TopicException.class)
        .hasMessage("there is no topic \"missing\" at " + broker.bootstrapServers());
  }

  @Test
  void aValueThatCannotBeReadIsAnErrorOfOneLine() throws Exception {
    topics.write(List.of(at(0, "anything")));

    assertThatThrownBy(() ->
            topics
                .committed(topic)
                .scan(
                    (name, bytes) -> {
                      throw new SerializationException("not ours");
                    },
                    record -> {}))
        .isInstanceOf(TopicException.class)
        .hasMessageStartingWith("cannot read topic \"%s\": ".formatted(topic))
        .hasMessageEndingWith("not ours")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anUnreachableBrokerIsNamed() throws Exception {
    String nobody = "127.0.0.1:" + freePort();
    var unreachable = new CommittedTopic(impatient(nobody), "topic");

    assertThatThrownBy(() -> values(unreachable))
        .isInstanceOf(TopicException.class)
        .hasMessage("no broker answers at " + nobody);
  }

  @Test
  void aBrokerThatGoesAwayEndsTheScan() throws Exception {
    var shortLived = EmbeddedBroker.startTemporary();
    try (shortLived) {
      var there = new TestTopics(shortLived.bootstrapServers());
      there.create("topic", 1);
      // Larger than one fetch may be: the consumer has to come back for the second.
      for (int i = 0; i < 4; i++) {
        there.write(List.of(text("topic", "key", "x".repeat(1000))));
      }
      var smallFetches = new CommittedTopic(impatient(shortLived.bootstrapServers()), "topic");

      assertThatThrownBy(
              () -> smallFetches.scan(new StringDeserializer(), record -> shortLived.close()))
          .isInstanceOf(TopicException.class)
          .hasMessage("no broker answers at " + shortLived.bootstrapServers());
    }
  }

  private static Map<String, String> impatient(String bootstrapServers) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers,
        "default.api.timeout.ms",
        "1000",
        "request.timeout.ms",
        "1000",
        "max.partition.fetch.bytes",
        "1");
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private ProducerRecord<byte[], byte[]> at(int partition, String value) {
    return new ProducerRecord<>(topic, partition, null, TestTopics.bytes(value));
  }

  private static void writeUnchecked(ProducerRecord<byte[], byte[]> record) {
    try {
      topics.write(List.of(record));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<String> values() {
    return values(topics.committed(topic));
  }

  private static List<String> values(CommittedTopic topic) {
    List<String> values = new ArrayList<>();
    topic.scan(new StringDeserializer(), record -> values.add(record.value()));
    return Collections.unmodifiableList(values);
  }
}
