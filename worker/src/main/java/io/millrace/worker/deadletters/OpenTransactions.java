package io.millrace.worker.deadletters;

import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.topic.TopicException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Waits until everything written to a topic before now can be read as committed or is aborted. A
 * worker's open transaction hides what others committed after it began: the marks of the last
 * replay may be there and not be seen yet.
 */
final class OpenTransactions {
  private static final Duration POLL = Duration.ofMillis(100);

  /** A worker's transaction ends after its commit interval, or times out after a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private OpenTransactions() {}

  /**
   * Returns when nothing in front of the topic's present end is open.
   *
   * @throws TopicException if a transaction stays open
   */
  static void await(CommittedTopic topic) throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer = topic.tail(new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = ends(topic, consumer);
      long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
      while (!reached(consumer, ends)) {
        if (System.nanoTime() > deadlineNanos) {
          throw new TopicException(
              "topic \"%s\" has had an open transaction for %d s: nothing is replayed"
                  .formatted(topic.name(), PATIENCE.toSeconds()),
              null);
        }
        consumer.poll(POLL);
      }
    }
  }

  private static boolean reached(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** The ends with what is still open. */
  private static Map<TopicPartition, Long> ends(CommittedTopic topic, KafkaConsumer<?, ?> consumer)
      throws InterruptedException {
    try (Admin admin = Admin.create(Map.copyOf(topic.client()))) {
      return admin
          .listOffsets(
              consumer.assignment().stream()
                  .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    } catch (ExecutionException e) {
      throw new TopicException(
          "cannot read the end of topic \"%s\": %s"
              .formatted(topic.name(), e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    }
  }
}
