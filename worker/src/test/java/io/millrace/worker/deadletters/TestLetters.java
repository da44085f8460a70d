package io.millrace.worker.deadletters;

import static io.millrace.worker.topic.TestTopics.bytes;

import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.worker.topic.TestTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A source topic of two partitions and a dead-letter topic of one. */
public final class TestLetters {
  public static final long TIMESTAMP_MILLIS = 1_767_225_600_000L;

  private final TestTopics topics;
  private final String source;
  private final String name;

  /** Makes the topics; the number keeps them apart from those of other tests. */
  public TestLetters(TestTopics topics, int number) throws Exception {
    this.topics = topics;
    this.source = "documents-" + number;
    this.name = "dead-letters-" + number;
    topics.create(source, 2);
    topics.create(name, 1);
  }

  public String source() {
    return source;
  }

  public String name() {
    return name;
  }

  public DeadLetterTopic topic() {
    return new DeadLetterTopic(Map.of("bootstrap.servers", topics.bootstrapServers()), name);
  }

  /** A letter as a worker writes it, of a record at offset 5 of the source's partition 1. */
  public ProducerRecord<byte[], byte[]> letter(
      String reason, @Nullable String key, byte @Nullable [] value) {
    return letter(source, 1, 5, reason, key, value);
  }

  ProducerRecord<byte[], byte[]> letter(
      String topic,
      int partition,
      long offset,
      String reason,
      @Nullable String key,
      byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(name, 0, TIMESTAMP_MILLIS, bytes(key), value);
    letter.headers().add("trace", bytes("t1"));
    letter.headers().add(DeadLetterHandler.REASON, bytes(reason));
    letter.headers().add(DeadLetterHandler.DETAIL, bytes("what " + reason + " means"));
    letter.headers().add(DeadLetterHandler.STAGE, bytes("PARSE"));
    letter.headers().add(DeadLetterHandler.TOPIC, bytes(topic));
    letter.headers().add(DeadLetterHandler.PARTITION, bytes("" + partition));
    letter.headers().add(DeadLetterHandler.OFFSET, bytes("" + offset));
    letter.headers().add(DeadLetterHandler.TIMESTAMP, bytes("" + TIMESTAMP_MILLIS));
    return letter;
  }

  @SafeVarargs
  public final void write(ProducerRecord<byte[], byte[]>... records) throws Exception {
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      all.add(record);
    }
    topics.write(all);
  }

  /** What is committed in the source topic. */
  public List<ConsumerRecord<byte[], byte[]>> sourceRecords() throws InterruptedException {
    return committed(source);
  }

  /** What is committed among the dead letters, marks and all. */
  List<ConsumerRecord<byte[], byte[]>> letterRecords() throws InterruptedException {
    return committed(name);
  }

  /** A commit returns a little before what it covers can be read. */
  public static void awaitVisible(DeadLetterTopic topic) throws InterruptedException {
    OpenTransactions.await(topic.committed());
  }

  private List<ConsumerRecord<byte[], byte[]>> committed(String topic) throws InterruptedException {
    OpenTransactions.await(topics.committed(topic));
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    topics.committed(topic).scan(new ByteArrayDeserializer(), records::add);
    return records;
  }
}
