package io.millrace.worker.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Room for the tokens of one lane. Those who wait are let in in order of arrival, and nobody who
 * does not wait slips past them. Thread safe.
 */
final class TokenRoom {
  private final int capacityTokens;
  private final Permits permits;

  TokenRoom(int capacityTokens) {
    this.capacityTokens = capacityTokens;
    this.permits = new Permits(capacityTokens);
  }

  /** Takes room if there is enough now; never waits. */
  boolean tryTake(int tokens) {
    return !permits.hasQueuedThreads() && permits.tryAcquire(tokens);
  }

  /** Waits for room. */
  void take(int tokens) throws InterruptedException {
    permits.acquire(tokens);
  }

  /** Waits for room, but no longer than so; whether there was any. */
  boolean take(int tokens, long mostNanos) throws InterruptedException {
    return permits.tryAcquire(tokens, mostNanos, TimeUnit.NANOSECONDS);
  }

  /** Takes room that may not be there: the next ones wait until it is. */
  void takeAnyway(int tokens) {
    permits.reducePermits(tokens);
  }

  void give(int tokens) {
    permits.release(tokens);
  }

  /** What a text of that length is charged: never more than there is, or it would wait forever. */
  int charge(int tokens) {
    return Math.clamp(tokens, 1, capacityTokens);
  }

  int takenTokens() {
    return capacityTokens - permits.availablePermits();
  }

  private static final class Permits extends Semaphore {
    private static final long serialVersionUID = 1;

    Permits(int permits) {
      super(permits, true);
    }

    @Override
    protected void reducePermits(int reduction) {
      super.reducePermits(reduction);
    }
  }
}
