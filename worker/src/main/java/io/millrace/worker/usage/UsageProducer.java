package io.millrace.worker.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.topic.TopicException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Writes totals into their topic. Waits for the brokers as long as they need; one thread owns it.
 */
final class UsageProducer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int BUFFER_BYTES = 1 << 20;

  private final WorkerConfig config;

  /** Open as long as all goes well: a producer that failed may never write again. */
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  UsageProducer(WorkerConfig config) {
    this.config = config;
  }

  /**
   * Writes them all. After an exception some may be written: to write all again does no harm.
   *
   * @throws TopicException if there is no topic, or the brokers refuse a record
   * @throws KafkaException if there can be no producer
   */
  void write(List<UsageTotal> totals) throws InterruptedException {
    boolean done = false;
    try {
      send(totals, producer());
      done = true;
    } catch (ExecutionException e) {
      throw new TopicException(
          "usage.topic: cannot write to \"%s\": %s"
              .formatted(config.usage().topic(), String.valueOf(e.getCause())),
          e);
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer() throws InterruptedException {
    KafkaProducer<byte[], byte[]> open = producer;
    if (open == null) {
      new UsageTopicCreation(config).createIfMissing();
      open =
          new KafkaProducer<>(
              properties(config), new ByteArraySerializer(), new ByteArraySerializer());
      producer = open;
    }
    return open;
  }

  static Map<String, Object> properties(WorkerConfig config) {
    Map<String, Object> all = new HashMap<>(config.kafka());
    config
        .kafka()
        .forEach((key, value) -> {
          if (key.startsWith(StreamsConfig.PRODUCER_PREFIX)) {
            all.put(key.substring(StreamsConfig.PRODUCER_PREFIX.length()), value);
          }
        });
    all.put(ProducerConfig.CLIENT_ID_CONFIG, config.streams().applicationId() + "-usage");
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    return all;
  }

  private void send(List<UsageTotal> totals, KafkaProducer<byte[], byte[]> to)
      throws ExecutionException, InterruptedException {
    List<Future<?>> sent = new ArrayList<>();
    for (UsageTotal total : totals) {
      Future<?> one = to.send(record(total));
      if (one.isDone()) { // Without the topic's metadata each of them would wait in vain.
        one.get();
      }
      sent.add(one);
    }
    to.flush();
    for (Future<?> one : sent) {
      one.get();
    }
  }

  private ProducerRecord<byte[], byte[]> record(UsageTotal total) {
    try {
      return new ProducerRecord<>(
          config.usage().topic(),
          total.key().getBytes(StandardCharsets.UTF_8),
          JSON.writeValueAsBytes(total));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }

  /** What is not acknowledged is given up. */
  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }
}
