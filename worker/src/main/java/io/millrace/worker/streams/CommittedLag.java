package io.millrace.worker.streams;

import io.millrace.worker.repeat.Repeat;
import io.millrace.worker.topic.Backlog;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TopicException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records of the sources are not done: from what the group has committed to the end, as
 * the brokers tell it. The consumers' own lag ends where they have fetched, and a stream that hangs
 * fetches no more. Brokers that are away leave the last figures. Thread safe.
 */
final class CommittedLag implements AutoCloseable {
  /** Between the answers; alerts wait for minutes, a person at the page does not. */
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(CommittedLag.class);

  private final StreamProgress progress;
  private final Repeat reading;
  private volatile Map<TopicPartition, Long> lag = Map.of();

  private CommittedLag(StreamProgress progress, Duration interval) {
    this.progress = progress;
    this.reading = Repeat.every(interval, "lag", this::read);
  }

  /**
   * Asks from now on; a first time after an interval.
   *
   * @param client properties of the Kafka client
   */
  static CommittedLag start(Map<String, String> client, String group, Collection<String> topics) {
    return of(client, group, topics, INTERVAL);
  }

  /**
   * @param interval between the answers; 0: nothing is asked
   */
  static CommittedLag of(
      Map<String, String> client, String group, Collection<String> topics, Duration interval) {
    return new CommittedLag(new StreamProgress(client, group, topics), interval);
  }

  /** Asks the brokers now. */
  void read() {
    try {
      Map<TopicPartition, Long> now = new HashMap<>();
      progress.backlog().partitions().forEach((partition, reach) -> now.put(partition, lag(reach)));
      lag = Map.copyOf(now);
    } catch (TopicException e) {
      LOG.debug("the lag stays as it was: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long lag(Backlog.Reach reach) {
    return Math.max(0, reach.end() - reach.committed());
  }

  /** Records by partition, of these and as far as they are known. */
  Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> known = new HashMap<>(lag);
    known.keySet().retainAll(partitions);
    return known;
  }

  @Override
  public void close() {
    reading.close();
    progress.close();
  }
}
