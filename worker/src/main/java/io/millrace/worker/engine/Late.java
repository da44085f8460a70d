package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import java.util.concurrent.TimeUnit;

/** Refusals of texts that nobody waits for any more when they could be embedded. */
final class Late {
  private Late() {}

  /** The deadline has passed. */
  static Refused passed() {
    return new Refused(Reason.LATE, "its deadline passed before the device was free for it");
  }

  /** The deadline will pass. */
  static Refused expected(long neededNanos, long leftNanos) {
    return new Refused(
        Reason.LATE,
        "would take about %d ms, its deadline is in %d ms"
            .formatted(
                TimeUnit.NANOSECONDS.toMillis(neededNanos),
                TimeUnit.NANOSECONDS.toMillis(leftNanos)));
  }
}
