package io.millrace.worker.bench;

import io.millrace.worker.topic.CommittedTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sees vectors as a sink does: read_committed, from when it was made. A document counts by its
 * first chunk.
 */
final class VectorArrivals implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final KafkaConsumer<byte[], byte[]> consumer;

  VectorArrivals(CommittedTopic vectors) {
    this.consumer = vectors.tail(new ByteArrayDeserializer());
  }

  /**
   * Waits for documents.
   *
   * @param progress told how many have come, after each poll
   * @return milliseconds from each document's write to its arrival, sorted
   */
  long[] await(int documents, LongConsumer progress) {
    long[] latencyMillis = new long[documents];
    int seen = 0;
    long lastNanos = System.nanoTime();
    while (seen < documents) {
      long nowMillis;
      int before = seen;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        nowMillis = System.currentTimeMillis();
        if (seen < documents && isFirstChunk(record)) {
          latencyMillis[seen++] = nowMillis - record.timestamp();
        }
      }
      if (seen > before) {
        lastNanos = System.nanoTime();
        progress.accept(seen);
      } else if (System.nanoTime() - lastNanos > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "%d of %d documents came, then none for %s".formatted(seen, documents, PATIENCE));
      }
    }
    Arrays.sort(latencyMillis);
    return latencyMillis;
  }

  private static boolean isFirstChunk(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8).endsWith("#0");
  }

  @Override
  public void close() {
    consumer.close();
  }
}
