package io.millrace.worker.exactlyonce;

import io.millrace.worker.exactlyonce.ChangingDocuments.Change;
import io.millrace.worker.topic.TestTopics;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what happens to documents, in an even rhythm until it is stopped. */
final class DocumentLoad implements Runnable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final ChangingDocuments documents;
  private final long pauseNanos;
  private volatile boolean stopped;

  DocumentLoad(String bootstrapServers, String topic, long seed, int recordsPerSecond) {
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 180_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 180_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.topic = topic;
    this.documents = new ChangingDocuments(seed, System.currentTimeMillis());
    this.pauseNanos = 1_000_000_000L / recordsPerSecond;
  }

  @Override
  public void run() {
    try (producer) {
      while (!stopped) {
        Change change = documents.next();
        var _ =
            producer.send(
                new ProducerRecord<>(
                    topic,
                    null,
                    change.version(),
                    TestTopics.bytes(change.key()),
                    TestTopics.bytes(change.value())));
        LockSupport.parkNanos(pauseNanos);
      }
    }
  }

  /** Once it has ended. */
  Map<ChangingDocuments.Kind, Integer> counts() {
    return documents.counts();
  }

  void stop() {
    stopped = true;
  }
}
