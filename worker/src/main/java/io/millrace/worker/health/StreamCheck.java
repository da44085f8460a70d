package io.millrace.worker.health;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.streams.EmbeddingStream;
import java.time.Duration;

/**
 * The stream: has its partitions, or had them a moment ago. A rebalance is part of every roll-out
 * and no reason to send queries elsewhere.
 */
public record StreamCheck(EmbeddingStream stream) implements Checked {
  private static final String NAME = "consumer";

  /** A rebalance with little to restore is over by then. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  public StreamCheck {
    requireNonNull(stream, "stream");
  }

  @Override
  public Check check() {
    if (stream.hasFailed()) {
      return Check.broken(NAME, "the stream has failed, the log says why");
    }
    return stream.isAssigned()
        ? Check.healthy(NAME, "partitions are assigned")
        : unassigned(stream.wasAssigned(), stream.unassignedTime());
  }

  static Check unassigned(boolean wasAssigned, Duration since) {
    String detail =
        "no partitions for %d s: joining, rebalancing or restoring".formatted(since.toSeconds());
    return wasAssigned && since.compareTo(PATIENCE) < 0
        ? Check.healthy(NAME, detail)
        : Check.unready(NAME, detail);
  }
}
