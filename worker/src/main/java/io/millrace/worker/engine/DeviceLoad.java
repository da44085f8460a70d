package io.millrace.worker.engine;

import java.util.OptionalDouble;

/**
 * How many batches the devices have to do, and how fast they are when there is much to do. A pure
 * state machine; not thread safe.
 */
final class DeviceLoad {
  /** One runs, the next is laid out. */
  private static final int BATCHES_A_RUN = 2;

  /** Part of the budget from which a batch tells how fast full ones are. */
  private static final double MUCH = 0.25;

  private final int runsAtATime;
  private final RecentSpeed speed = new RecentSpeed();
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

  void batchFinished(RanBatch batch, int budgetTokens) {
    batchesUnderWay--;
    if (batch.paddedTokens() >= MUCH * budgetTokens) {
      speed.ran(batch.tokens(), batch.nanos());
    }
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

  /** Of all devices together; empty before the first batch that was not small. */
  OptionalDouble tokensPerSecond() {
    OptionalDouble ofARun = speed.tokensPerSecond();
    return ofARun.isPresent()
        ? OptionalDouble.of(ofARun.getAsDouble() * runsAtATime)
        : OptionalDouble.empty();
  }
}
