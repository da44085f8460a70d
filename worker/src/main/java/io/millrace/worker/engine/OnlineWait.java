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
 * ones become smaller still, until they take just as long as they may.
 */
final class OnlineWait {
  /** The next query is expected within this time of the last one. */
  private static final long EXPECTED_NANOS = 1_000_000_000L;

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
      queriesCame = true;
      lastQueryNanos = nowNanos;
    }
  }

  void batchRan(RanBatch batch) {
    if (batch.first() != Lane.ONLINE) {
      others.ran(batch.paddedTokens(), batch.nanos());
    }
  }

  /** At least 1; empty when no query is expected. */
  OptionalInt mostTokens(long nowNanos) {
    boolean expected = queriesCame && nowNanos - lastQueryNanos < EXPECTED_NANOS;
    return expected && mostWait.isPositive()
        ? OptionalInt.of(tokensWithin(others.tokensPerSecond()))
        : OptionalInt.empty();
  }

  private int tokensWithin(OptionalDouble tokensPerSecond) {
    double tokens = tokensPerSecond.orElse(Integer.MAX_VALUE) * mostWait.toNanos() / 1e9;
    return (int) Math.clamp(tokens, 1, Integer.MAX_VALUE);
  }
}
