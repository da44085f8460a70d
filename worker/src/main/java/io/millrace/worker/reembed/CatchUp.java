package io.millrace.worker.reembed;

import io.millrace.worker.topic.Backlog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says when a worker has caught up with sources that do not stand still: when it has done all that
 * was there a moment ago. Its lag is then no more than what arrives in such a moment. Not thread
 * safe.
 */
final class CatchUp {
  private final long momentNanos;
  private @Nullable Backlog earlier;
  private long earlierNanos;

  /**
   * @param moment longer than the time between commits, or a busy source is never caught up with
   */
  CatchUp(Duration moment) {
    momentNanos = moment.toNanos();
  }

  /**
   * @param nowNanos when the backlog was read, of a clock that only goes forward
   */
  boolean isReachedBy(Backlog now, long nowNanos) {
    if (earlier != null && now.hasReached(earlier)) {
      return true;
    }
    if (earlier == null || nowNanos - earlierNanos >= momentNanos) {
      earlier = now;
      earlierNanos = nowNanos;
    }
    return false;
  }
}
