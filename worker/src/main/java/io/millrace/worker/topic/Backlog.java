package io.millrace.worker.topic;

import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/** How much of its source topics a consumer group has done at one moment, in records. */
public record Backlog(Map<TopicPartition, Reach> partitions) {
  public Backlog {
    partitions = Map.copyOf(partitions);
  }

  /**
   * Of one partition. Offsets that compaction or a transaction's end took count as records.
   *
   * @param beginning first offset that is still there
   * @param committed next offset to be done; the beginning for a group that never committed
   * @param end behind the last record that a {@code read_committed} consumer sees
   */
  public record Reach(long beginning, long committed, long end) {
    public Reach {
      committed = Math.max(beginning, committed);
    }
  }

  /** Records done, of those that are still there. */
  public long done() {
    return sum(reach -> reach.committed() - reach.beginning());
  }

  /** Records that are there, done or not. */
  public long total() {
    return done() + lag();
  }

  /** Records to do. */
  public long lag() {
    return sum(reach -> Math.max(0, reach.end() - reach.committed()));
  }

  /** Sum of the committed offsets: unlike {@link #done} it never falls when the broker deletes. */
  public long position() {
    return sum(Reach::committed);
  }

  /** Whether everything is done that was there at an earlier moment. */
  public boolean hasReached(Backlog earlier) {
    return earlier.partitions.entrySet().stream()
        .allMatch(then -> committed(then.getKey()) >= then.getValue().end());
  }

  private long committed(TopicPartition partition) {
    Reach reach = partitions.get(partition);
    return reach == null ? 0 : reach.committed();
  }

  private long sum(ToLongFunction<Reach> part) {
    return partitions.values().stream().mapToLong(part).sum();
  }
}
