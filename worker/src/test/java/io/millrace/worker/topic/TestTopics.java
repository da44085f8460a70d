package io.millrace.worker.topic;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes and fills the topics of a test. Every write is acknowledged when it returns. */
public record TestTopics(String bootstrapServers) {
  private static final int MAX_REQUEST_BYTES = 16 << 20;

  public void create(String name, int partitions) throws Exception {
    create(new NewTopic(name, partitions, (short) 1));
  }

  /** With the longest record that brokers take by themselves. */
  public void createWithKafkasLimit(String name, int partitions) throws Exception {
    create(
        new NewTopic(name, partitions, (short) 1).configs(Map.of("max.message.bytes", "1048588")));
  }

  private void create(NewTopic topic) throws Exception {
    try (Admin admin = Admin.create(client())) {
      admin.createTopics(List.of(topic)).all().get();
    }
    var _ = describe(topic.name());
  }

  /** Waits for the topic: the controller knows it a little before the broker does. */
  public TopicDescription describe(String name) {
    try (Admin admin = Admin.create(client())) {
      return await()
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .until(
              () ->
                  requireNonNull(
                      admin.describeTopics(List.of(name)).allTopicNames().get().get(name)),
              topic ->
                  topic.partitions().stream().allMatch(partition -> partition.leader() != null));
    }
  }

  /** What every Kafka client needs. */
  public Map<String, Object> client() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }

  public CommittedTopic committed(String name) {
    return new CommittedTopic(Map.of("bootstrap.servers", bootstrapServers), name);
  }

  public static ProducerRecord<byte[], byte[]> text(
      String topic, @Nullable String key, @Nullable String value) {
    return new ProducerRecord<>(topic, bytes(key), bytes(value));
  }

  /** As {@link #text}, into one partition. */
  public static ProducerRecord<byte[], byte[]> textAt(
      TopicPartition partition, String key, String value) {
    return new ProducerRecord<>(partition.topic(), partition.partition(), bytes(key), bytes(value));
  }

  public static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  public void write(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "max.request.size", MAX_REQUEST_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      send(producer, records);
    }
  }

  public void writeAndAbort(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (var producer = transactional()) {
      producer.beginTransaction();
      send(producer, records);
      producer.abortTransaction();
    }
  }

  /** A producer that may begin a transaction. */
  public KafkaProducer<byte[], byte[]> transactional() {
    var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "test"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records)
      throws Exception {
    var sent = records.stream().map(producer::send).toList();
    producer.flush();
    for (var record : sent) {
      record.get();
    }
  }
}
