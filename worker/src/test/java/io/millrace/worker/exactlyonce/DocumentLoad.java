package io.millrace.worker.exactlyonce;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents without a pause: new ones, changed ones, the same again, longer, shorter,
 * deleted, unreadable.
 */
final class DocumentLoad implements Runnable {
  private static final int KEYS = 120;
  private static final String[] WORDS =
      "river stone light paper winter copper garden signal harbour thread mountain window"
          .split(" ");

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Random random;
  private final long pauseNanos;
  private volatile boolean stopped;
  private final AtomicLong written = new AtomicLong();

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
    this.random = new Random(seed);
    this.pauseNanos = 1_000_000_000L / recordsPerSecond;
  }

  @Override
  public void run() {
    try (producer) {
      while (!stopped) {
        var _ =
            producer.send(
                new ProducerRecord<>(topic, bytes("doc-" + random.nextInt(KEYS)), bytes(value())));
        written.incrementAndGet();
        LockSupport.parkNanos(pauseNanos);
      }
    }
  }

  private @Nullable String value() {
    return switch (random.nextInt(10)) {
      case 0 -> null;
      case 1 -> "{\"text\": \"broken";
      case 2 -> json("always the same words");
      case 3 -> json(words(150 + random.nextInt(250)));
      default -> json(words(3 + random.nextInt(12)));
    };
  }

  private static String json(String text) {
    return "{\"text\": \"%s.\", \"kind\": \"load\"}".formatted(text);
  }

  private String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(i % 12 == 11 ? ". " : " ");
    }
    return text.append(written.get()).toString();
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  long written() {
    return written.get();
  }

  void stop() {
    stopped = true;
  }
}
