package io.millrace.worker.page;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The statuses of the last seconds, so that rates are calmer than batches are. Not thread safe. */
final class StatusWindow {
  private static final long LENGTH_NANOS = Duration.ofSeconds(5).toNanos();

  private final Deque<Taken> taken = new ArrayDeque<>();

  private record Taken(long nanos, PageStatus status) {}

  /**
   * Adds a status.
   *
   * @param nowNanos later than the last one's
   * @return the rates since the oldest that is still in the window; all zero for the first
   */
  Rates add(PageStatus status, long nowNanos) {
    while (!taken.isEmpty() && nowNanos - taken.getFirst().nanos() > LENGTH_NANOS) {
      if (taken.size() == 1) {
        break; // After a pause the last one is still better than none.
      }
      taken.removeFirst();
    }
    taken.addLast(new Taken(nowNanos, status));
    Taken oldest = taken.getFirst();
    double seconds = Math.max(1, nowNanos - oldest.nanos()) / 1e9;
    return Rates.between(oldest.status(), status, seconds);
  }
}
