package io.millrace.worker.deadletters;

import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.worker.topic.TopicException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Writes records into their source topics and marks their letters as replayed, all or nothing. Of
 * two with the same transactional id the later one aborts what the earlier one has not committed,
 * and the earlier one fails. What is not committed is undone by {@link #close}, or by the brokers
 * when the process dies.
 */
final class ReplayTransaction implements AutoCloseable {
  private static final String ANSWER_TIMEOUT_MILLIS = "20000";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  /** What the source topic once took is for the brokers to refuse, not for the producer. */
  private static final int MAX_REQUEST_BYTES = 64 << 20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Refusal> firstRefusal = new AtomicReference<>();

  private record Refusal(LetterPosition letter, Exception why) {}

  private ReplayTransaction(KafkaProducer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Waits for the end of the last transaction with this id, then begins one.
   *
   * @param client what every client is told; {@code producer.} keys over it
   * @throws TopicException if no broker answers
   */
  static ReplayTransaction open(Map<String, String> client, String transactionalId) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            properties(client, transactionalId),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      producer.initTransactions();
      producer.beginTransaction();
      return new ReplayTransaction(producer);
    } catch (TimeoutException e) {
      producer.close(Duration.ZERO);
      throw new TopicException(
          "no broker answers at " + client.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG), e);
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static Map<String, Object> properties(
      Map<String, String> client, String transactionalId) {
    Map<String, Object> all = new HashMap<>(client);
    client.forEach((key, value) -> {
      if (key.startsWith(StreamsConfig.PRODUCER_PREFIX)) {
        all.put(key.substring(StreamsConfig.PRODUCER_PREFIX.length()), value);
      }
    });
    all.putIfAbsent(
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        client.getOrDefault(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_TIMEOUT_MILLIS));
    all.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    all.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, MAX_REQUEST_BYTES);
    all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    return all;
  }

  /** Adds a record and the mark of the letter that it comes from. */
  void add(ProducerRecord<byte[], byte[]> record, DeadLetter letter) {
    send(record, letter);
    send(mark(letter), letter);
  }

  /** In the letter's own partition: retention takes the letter first. */
  private static ProducerRecord<byte[], byte[]> mark(DeadLetter letter) {
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(letter.record().topic(), letter.at().partition(), null, null);
    mark.headers()
        .add(DeadLetterHandler.REPLAYED, letter.at().toString().getBytes(StandardCharsets.UTF_8));
    return mark;
  }

  private void send(ProducerRecord<byte[], byte[]> record, DeadLetter letter) {
    try {
      var _ = producer.send(record, (written, e) -> refused(letter.at(), e));
    } catch (KafkaException e) {
      throw undone(e);
    }
  }

  /** Called by the producer's thread; what fails after the first only follows from it. */
  private void refused(LetterPosition letter, @Nullable Exception e) {
    if (e != null) {
      firstRefusal.compareAndSet(null, new Refusal(letter, e));
    }
  }

  /**
   * Makes all of it visible at once.
   *
   * @throws ReplayException if it is undone, or if nobody knows
   */
  void commit() {
    try {
      producer.commitTransaction();
    } catch (TimeoutException e) {
      throw new ReplayException(
          "no answer to the commit: \"dlq list\" says whether the letters are replayed", e);
    } catch (KafkaException e) {
      throw undone(e);
    }
  }

  private ReplayException undone(KafkaException e) {
    Refusal refusal = firstRefusal.get();
    if (isFenced(e) || (refusal != null && isFenced(refusal.why()))) {
      return new ReplayException(
          "nothing is replayed: another replay began meanwhile, or this one took too long", e);
    }
    return refusal == null
        ? new ReplayException("nothing is replayed: " + e.getMessage(), e)
        : new ReplayException(
            "nothing is replayed, for %s fails: %s"
                .formatted(refusal.letter(), refusal.why().getMessage()),
            refusal.why());
  }

  private static boolean isFenced(Throwable e) {
    return e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException;
  }

  /** Aborts what is not committed. */
  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
