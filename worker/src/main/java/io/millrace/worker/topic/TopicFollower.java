package io.millrace.worker.topic;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over what a consumer reads, on a thread of its own, until closed. Brokers that are away for
 * a while are waited for; what no waiting mends is logged, and ends it.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

  private final KafkaConsumer<?, ?> consumer;
  private final Thread thread;
  private volatile long position;

  private <V> TopicFollower(
      String name, KafkaConsumer<byte[], V> consumer, Consumer<ConsumerRecord<byte[], V>> each) {
    this.consumer = consumer;
    // A poll blocks in a selector: on a virtual thread it would hold up the others' carrier.
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> follow(consumer, each));
  }

  /**
   * Starts to read.
   *
   * @param name of the thread
   * @param consumer that has its partitions; closed in the end
   * @param each is told every record on that thread; the value is null for a tombstone
   */
  public static <V> TopicFollower start(
      String name, KafkaConsumer<byte[], V> consumer, Consumer<ConsumerRecord<byte[], V>> each) {
    TopicFollower follower = new TopicFollower(name, consumer, each);
    follower.thread.start();
    return follower;
  }

  private <V> void follow(
      KafkaConsumer<byte[], V> consumer, Consumer<ConsumerRecord<byte[], V>> each) {
    try (consumer) {
      while (true) {
        consumer.poll(POLL).forEach(each);
        advance();
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (KafkaException e) {
      LOG.atError().setCause(e).addKeyValue("follower", thread.getName()).log("reads no more");
    }
  }

  /** A partition whose leader is away for long has no position; the next poll asks again. */
  private void advance() {
    try {
      position = consumer.assignment().stream().mapToLong(consumer::position).sum();
    } catch (TimeoutException e) {
      LOG.debug("the position stays as it was: {}", e.getMessage());
    }
  }

  /** Sum of the next offsets to be read; everything before them is handed over. */
  public long position() {
    return position;
  }

  /** Whether it still reads. */
  public boolean isFollowing() {
    return thread.isAlive();
  }

  /** Ends it; nothing is handed over after that. An interrupt shortens only the waiting. */
  @Override
  public void close() {
    consumer.wakeup();
    try {
      var _ = thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
