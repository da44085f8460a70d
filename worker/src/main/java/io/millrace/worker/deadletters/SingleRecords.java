package io.millrace.worker.deadletters;

import io.millrace.worker.topic.TopicException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Looks up committed records by their coordinates. Not thread safe. */
final class SingleRecords implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String brokers;

  SingleRecords(Map<String, String> client) {
    Map<String, Object> all = new HashMap<>(client);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    all.putIfAbsent(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
    consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    brokers = client.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "");
  }

  /**
   * How many partitions a topic has; 0 if there is no such topic.
   *
   * @throws TopicException if no broker answers
   */
  int partitions(String topic) {
    try {
      return consumer.partitionsFor(topic).size();
    } catch (TimeoutException e) {
      throw silent(e);
    }
  }

  /** The record that a letter stands for; empty if it is gone, or another has its place. */
  Optional<ConsumerRecord<byte[], byte[]>> originalOf(DeadLetter letter) {
    return at(letter.source(), letter.sourceOffset())
        .filter(record -> record.timestamp() == letter.timestampMillis())
        .filter(record -> valueBytes(record) == letter.valueBytes());
  }

  private static long valueBytes(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null ? 0 : record.value().length;
  }

  /** The record at an offset; empty if there is none, or none any more. */
  Optional<ConsumerRecord<byte[], byte[]>> at(TopicPartition partition, long offset) {
    if (partition.partition() >= partitions(partition.topic())) {
      return Optional.empty();
    }
    List<TopicPartition> only = List.of(partition);
    consumer.assign(only);
    if (offset < first(only) || offset >= end(only)) {
      return Optional.empty();
    }
    consumer.seek(partition, offset);
    return next(partition, offset).filter(record -> record.offset() == offset);
  }

  private long first(List<TopicPartition> only) {
    return consumer.beginningOffsets(only).values().iterator().next();
  }

  private long end(List<TopicPartition> only) {
    return consumer.endOffsets(only).values().iterator().next();
  }

  /** The first record from an offset on, unless what is there holds none: a transaction's mark. */
  private Optional<ConsumerRecord<byte[], byte[]>> next(TopicPartition partition, long offset) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadlineNanos) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      if (!polled.isEmpty()) {
        return Optional.of(polled.iterator().next());
      }
      if (consumer.position(partition) > offset) {
        return Optional.empty();
      }
    }
    throw silent(null);
  }

  private TopicException silent(@Nullable Throwable cause) {
    return new TopicException("no broker answers at " + brokers, cause);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
