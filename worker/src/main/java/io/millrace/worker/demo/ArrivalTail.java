package io.millrace.worker.demo;

import io.millrace.schemas.VectorRecord;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Tells of every vector that becomes visible, and how long after its document was written. Runs
 * until closed.
 */
final class ArrivalTail implements Runnable, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], VectorRecord> consumer;
  private final PrintStream out;

  ArrivalTail(Demo demo, PrintStream out) {
    this.consumer = demo.vectorsTopic().tail(demo.deserializer());
    this.out = out;
  }

  @Override
  public void run() {
    try (consumer) {
      while (!Thread.currentThread().isInterrupted()) {
        consumer.poll(POLL).forEach(this::tell);
      }
    } catch (WakeupException e) {
      // Closed.
    }
  }

  private void tell(ConsumerRecord<byte[], VectorRecord> record) {
    String chunkId = new String(record.key(), StandardCharsets.UTF_8);
    VectorRecord vector = record.value();
    if (vector == null) {
      out.printf("- %s is gone%n", chunkId);
    } else {
      out.printf(
          "+ %s is searchable, %d ms after it was written%n",
          chunkId, System.currentTimeMillis() - vector.getUpdatedAt());
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
  }
}
