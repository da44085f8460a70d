package io.millrace.worker.engine;

import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * How many batches the devices have to do, and how fast they are when there is much to do. A pure
 * state machine; not thread safe.
 *
 * <p>Who believes a speed that is too low sends too little to measure it anew: so any batch raises
 * it, and one that was not measured for a while is forgotten.
 */
final class DeviceLoad {
  /** One runs, the next is laid out. */
  private static final int BATCHES_A_RUN = 2;

  /** Part of the budget from which a batch tells how fast full ones are. */
  private static final double MUCH = 0.25;

  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final int runsAtATime;
  private final RecentSpeed speed = new RecentSpeed();
  private long measuredNanos;
  private int batchesUnderWay;

  /**
   * Nothing to do.
   *
   * @param runsAtATime how many batches the devices run
   */
  DeviceLoad(int runsAtATime) {
    this.runsAtATime = runsAtATime;
  }

  void batchTaken() {
    batchesUnderWay++;
  }

  void batchFinished(RanBatch batch, int budgetTokens, long nowNanos) {
    batchesUnderWay--;
    forgetOldSpeed(nowNanos);
    if (batch.paddedTokens() >= MUCH * budgetTokens) {
      speed.ran(batch.tokens(), batch.nanos());
      measuredNanos = nowNanos;
    } else {
      speed.isAtLeast(batch.tokens(), batch.nanos());
    }
  }

  /** Whether no device has anything to do. */
  boolean hasNothing() {
    return batchesUnderWay == 0;
  }

  /** Whether a device has nothing to do. */
  boolean isIdle() {
    return batchesUnderWay < runsAtATime;
  }

  /** Whether no more batches can be laid out. */
  boolean isFull() {
    return batchesUnderWay == mostBatches();
  }

  /** Most batches that are under way at a time. */
  int mostBatches() {
    return BATCHES_A_RUN * runsAtATime;
  }

  /** Of all devices together; empty when no batch of late was large enough to tell. */
  OptionalDouble tokensPerSecond(long nowNanos) {
    forgetOldSpeed(nowNanos);
    OptionalDouble ofARun = speed.tokensPerSecond();
    return ofARun.isPresent()
        ? OptionalDouble.of(ofARun.getAsDouble() * runsAtATime)
        : OptionalDouble.empty();
  }

  private void forgetOldSpeed(long nowNanos) {
    if (nowNanos - measuredNanos >= REMEMBERED_NANOS) {
      speed.forget();
    }
  }
}
