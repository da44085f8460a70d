package io.millrace.worker.topic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic as {@code read_committed} consumers see it: nothing of an open or aborted transaction.
 *
 * @param client properties of the Kafka client, at least {@code bootstrap.servers}
 */
public record CommittedTopic(Map<String, String> client, String name) {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String ANSWER_TIMEOUT_MILLIS = "20000";

  /** A consumer that closes waits for its last fetch, which finds nothing more in a scan. */
  private static final String FETCH_WAIT_MILLIS = "50";

  public CommittedTopic {
    client = Map.copyOf(client);
    requireNonNull(name, "name");
  }

  /**
   * Hands over every record from the first to the last that is committed when the scan starts, in
   * order within a partition. The value is null for a tombstone.
   *
   * @throws TopicException if no broker answers or there is no such topic
   */
  public <V> void scan(Deserializer<V> values, Consumer<ConsumerRecord<byte[], V>> each) {
    try (KafkaConsumer<byte[], V> consumer = consumer(values)) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long lastProgressNanos = System.nanoTime();
      while (!reached(consumer, ends)) {
        Map<TopicPartition, Long> before = positions(consumer, ends.keySet());
        consumer.poll(POLL).forEach(record -> handOver(record, ends, each));
        if (!positions(consumer, ends.keySet()).equals(before)) {
          lastProgressNanos = System.nanoTime();
        } else if (System.nanoTime() - lastProgressNanos > silence().toNanos()) {
          throw silent(null);
        }
      }
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      throw silent(e);
    } catch (KafkaException e) {
      throw new TopicException("cannot read topic \"%s\": %s".formatted(name, reason(e)), e);
    }
  }

  /** A poll says nothing when the brokers are gone: it only stays empty. */
  private Duration silence() {
    return Duration.ofMillis(
        Long.parseLong(
            client.getOrDefault(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_TIMEOUT_MILLIS)));
  }

  private TopicException silent(@Nullable Throwable cause) {
    return new TopicException(
        "no broker answers at " + client.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG), cause);
  }

  private static Map<TopicPartition, Long> positions(
      KafkaConsumer<?, ?> consumer, Set<TopicPartition> partitions) {
    return partitions.stream().collect(Collectors.toMap(p -> p, consumer::position));
  }

  /** Records that arrived since the scan began are not part of it. */
  private static <V> void handOver(
      ConsumerRecord<byte[], V> record,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<byte[], V>> each) {
    Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
    if (end != null && record.offset() < end) {
      each.accept(record);
    }
  }

  /** A consumer of this topic that starts at its end, assigned to every partition. */
  public <V> KafkaConsumer<byte[], V> tail(Deserializer<V> values) {
    return tail(values, 0);
  }

  /**
   * The same, but it starts before the end of each partition.
   *
   * @param last offsets of each partition that are read again, as far as they are still there
   */
  public <V> KafkaConsumer<byte[], V> tail(Deserializer<V> values, long last) {
    KafkaConsumer<byte[], V> consumer = consumer(values);
    List<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    consumer
        .endOffsets(partitions)
        .forEach((partition, end) ->
            consumer.seek(partition, Math.max(beginnings.getOrDefault(partition, 0L), end - last)));
    return consumer;
  }

  /** A consumer of this topic that starts at its beginning, assigned to every partition. */
  public <V> KafkaConsumer<byte[], V> whole(Deserializer<V> values) {
    return tail(values, Long.MAX_VALUE);
  }

  private <V> KafkaConsumer<byte[], V> consumer(Deserializer<V> values) {
    Map<String, Object> all = new HashMap<>(client);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    all.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_TIMEOUT_MILLIS);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), values);
  }

  private List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(name).stream()
            .map(partition -> new TopicPartition(name, partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new TopicException(
          "there is no topic \"%s\" at %s"
              .formatted(name, client.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)),
          null);
    }
    return partitions;
  }

  private static boolean reached(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private static String reason(KafkaException e) {
    return e.getCause() == null
        ? String.valueOf(e.getMessage())
        : e.getMessage() + ": " + e.getCause().getMessage();
  }
}
