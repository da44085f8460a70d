package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommittedLagTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  private final String topic = "documents-" + COUNT.incrementAndGet();
  private final String group = "group-" + topic;
  private final TopicPartition first = new TopicPartition(topic, 0);
  private final TopicPartition second = new TopicPartition(topic, 1);

  @SuppressWarnings("NullAway.Init")
  private CommittedLag lag;

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
  void prepare() throws Exception {
    topics.create(topic, 2);
    lag =
        CommittedLag.of(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            group,
            List.of(topic),
            Duration.ZERO);
  }

  @AfterEach
  void close() {
    lag.close();
  }

  @Test
  void aGroupThatHasNeverCommittedHasAllToDo() throws Exception {
    write(3);

    lag.read();

    assertThat(lag.of(Set.of(first, second))).isEqualTo(Map.of(first, 3L, second, 0L));
  }

  @Test
  void whatIsCommittedIsDone() throws Exception {
    write(3);
    commit(2);

    lag.read();

    assertThat(lag.of(Set.of(first))).isEqualTo(Map.of(first, 1L));
  }

  @Test
  void itGrowsThoughNobodyReads() throws Exception {
    write(3);
    commit(3);
    lag.read();

    write(4);
    lag.read();

    assertThat(lag.of(Set.of(first))).isEqualTo(Map.of(first, 4L));
  }

  @Test
  void partitionsOfOthersAreNotTold() throws Exception {
    lag.read();

    assertThat(lag.of(Set.of(second, new TopicPartition("truncates", 0))))
        .isEqualTo(Map.of(second, 0L));
  }

  @Test
  void withoutAnAnswerTheFiguresStay() throws Exception {
    write(3);
    lag.read();

    lag.close();
    lag.read();

    assertThat(lag.of(Set.of(first))).isEqualTo(Map.of(first, 3L));
  }

  private void write(int records) throws Exception {
    for (int i = 0; i < records; i++) {
      topics.write(List.of(TestTopics.textAt(first, "key", "a text")));
    }
  }

  private void commit(long offset) throws Exception {
    try (Admin admin = Admin.create(topics.client())) {
      admin
          .alterConsumerGroupOffsets(group, Map.of(first, new OffsetAndMetadata(offset)))
          .all()
          .get();
    }
  }
}
