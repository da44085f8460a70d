package io.millrace.worker.health;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.streams.EmbeddingStream;
import java.time.Duration;

/**
 * The stream: has its partitions, or had them a moment ago. A rebalance is part of every roll-out
 * and no reason to send queries elsewhere.
 *
 * @param name of the check
 */
public record StreamCheck(String name, EmbeddingStream stream) implements Checked {
  /** A rebalance with little to restore is over by then. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  public StreamCheck {
    requireNonNull(name, "name");
    requireNonNull(stream, "stream");
  }

  @Override
  public Check check() {
    if (stream.hasFailed()) {
      return Check.broken(name, "the stream has failed, the log says why");
    }
    return stream.isAssigned()
        ? Check.healthy(name, "partitions are assigned")
        : unassigned(name, stream.wasAssigned(), stream.unassignedTime());
  }

  static Check unassigned(String name, boolean wasAssigned, Duration since) {
    String detail =
        "no partitions for %d s: joining, rebalancing or restoring".formatted(since.toSeconds());
    return wasAssigned && since.compareTo(PATIENCE) < 0
        ? Check.healthy(name, detail)
        : Check.unready(name, detail);
  }
}
