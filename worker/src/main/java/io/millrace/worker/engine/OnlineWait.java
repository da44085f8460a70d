package io.millrace.worker.engine;

import io.millrace.topology.port.Lane;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How many tokens a batch of another lane may have while queries come in, so that none waits much
 * longer for the device than it should. A pure state machine; not thread safe.
 *
 * <p>Batches that were made small are measured like others: when each has a fixed cost, the next
 * ones become smaller still, until they take just as long as they may. Where the fixed cost alone
 * is near the wait there is no such size, and batches would shrink to one text: so a 16th of the
 * budget is always allowed, however long it takes.
 */
final class OnlineWait {
  /** The next query is expected within this time of the last one, or of its answer. */
  private static final long EXPECTED_NANOS = 1_000_000_000L;

  /** Part of the budget below which a device does little but start batches. */
  private static final int LEAST_PART = 16;

  private final Duration mostWait;
  private final RecentSpeed others = new RecentSpeed();
  private boolean queriesCame;
  private long lastQueryNanos;

  /**
   * No query has come yet.
   *
   * @param mostWait zero for batches as large as ever
   */
  OnlineWait(Duration mostWait) {
    this.mostWait = mostWait;
  }

  void textCame(Lane lane, long nowNanos) {
    if (lane == Lane.ONLINE) {
      queryIsHere(nowNanos);
    }
  }

  void batchRan(RanBatch batch, long nowNanos) {
    if (batch.first() == Lane.ONLINE) {
      queryIsHere(nowNanos);
    } else {
      others.ran(batch.paddedTokens(), batch.nanos());
    }
  }

  private void queryIsHere(long nowNanos) {
    queriesCame = true;
    lastQueryNanos = nowNanos;
  }

  /**
   * At least 1; empty when no query is expected.
   *
   * @param budgetTokens most tokens of a batch when none is
   */
  OptionalInt mostTokens(long nowNanos, int budgetTokens) {
    boolean expected = queriesCame && nowNanos - lastQueryNanos < EXPECTED_NANOS;
    return expected && mostWait.isPositive()
        ? OptionalInt.of(
            Math.max(tokensWithin(others.tokensPerSecond()), budgetTokens / LEAST_PART))
        : OptionalInt.empty();
  }

  private int tokensWithin(OptionalDouble tokensPerSecond) {
    double tokens = tokensPerSecond.orElse(Integer.MAX_VALUE) * mostWait.toNanos() / 1e9;
    return (int) Math.clamp(tokens, 1, Integer.MAX_VALUE);
  }
}
