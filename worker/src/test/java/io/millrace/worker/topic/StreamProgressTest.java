package io.millrace.worker.topic;

import static io.millrace.worker.topic.TestTopics.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.local.EmbeddedBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamProgressTest {
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    topics = new TestTopics(broker.bootstrapServers());
    topics.create("documents", 2);
    topics.create("others", 1);
    topics.write(
        List.of(
            text("documents", "a", "1"),
            text("documents", "b", "2"),
            text("documents", "c", "3"),
            text("others", "a", "4")));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void writtenRecordsOfEveryPartitionAreCounted() throws Exception {
    try (var progress = progress("nobody", "documents")) {
      assertThat(progress.written()).isEqualTo(3);
    }
  }

  @Test
  void aGroupThatNeverCommittedIsAtTheBeginning() throws Exception {
    try (var progress = progress("nobody", "documents")) {
      assertThat(progress.committed()).isZero();
    }
  }

  @Test
  void committedRecordsOfOtherTopicsDoNotCount() throws Exception {
    commit(
        "group",
        Map.of(
            new TopicPartition("documents", 0), new OffsetAndMetadata(1),
            new TopicPartition("documents", 1), new OffsetAndMetadata(1),
            new TopicPartition("others", 0), new OffsetAndMetadata(1)));

    try (var progress = progress("group", "documents")) {
      assertThat(progress.committed()).isEqualTo(2);
    }
  }

  @Test
  void theBacklogOfSeveralTopicsIsThatOfAllTheirPartitions() throws Exception {
    commit("several", Map.of(new TopicPartition("others", 0), new OffsetAndMetadata(1)));

    try (var progress =
        new StreamProgress(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            "several",
            List.of("documents", "others"))) {
      Backlog backlog = progress.backlog();

      assertThat(backlog.done()).isEqualTo(1);
      assertThat(backlog.lag()).isEqualTo(3);
      assertThat(backlog.partitions()).hasSize(3);
    }
  }

  @Test
  void recordsOfAnOpenTransactionAreNotToDoYet() throws Exception {
    topics.create("transacted", 1);
    topics.write(List.of(text("transacted", "a", "1")));
    try (var producer = topics.transactional();
        var progress = progress("nobody", "transacted")) {
      producer.beginTransaction();
      producer.send(text("transacted", "b", "2")).get();

      assertThat(progress.backlog().lag()).isEqualTo(1);
      assertThat(progress.written()).isEqualTo(2);
      producer.abortTransaction();
    }
  }

  @Test
  void aMissingTopicIsNamed() {
    try (var progress = progress("group", "missing")) {
      assertThatThrownBy(progress::written)
          .isInstanceOf(TopicException.class)
          .hasMessageStartingWith("cannot read the progress of \"group\" in topic \"missing\": ")
          .hasMessageNotContaining("Exception");
    }
  }

  private static StreamProgress progress(String group, String topic) {
    return new StreamProgress(broker.bootstrapServers(), group, topic);
  }

  private static void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets)
      throws Exception {
    try (Admin admin = Admin.create(topics.client())) {
      admin.alterConsumerGroupOffsets(group, offsets).all().get();
    }
  }
}
