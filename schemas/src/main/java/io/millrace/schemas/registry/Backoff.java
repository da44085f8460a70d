package io.millrace.schemas.registry;

import io.millrace.schemas.registry.RegistryConfig.Retries;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits before retries: exponential with full jitter, so that callers do not come back at once. */
final class Backoff {
  /** A way to wait; a test's does not. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final Retries retries;
  private final RandomGenerator random;
  private final Sleeper sleeper;

  Backoff(Retries retries, RandomGenerator random, Sleeper sleeper) {
    this.retries = retries;
    this.random = random;
    this.sleeper = sleeper;
  }

  /**
   * Waits before a retry.
   *
   * @param retry 0 for the first
   * @param asked how long the registry asked to wait at least; the configured maximum holds anyway
   */
  void await(int retry, Duration asked) throws InterruptedException {
    Duration wait = jittered(retry);
    sleeper.sleep(min(wait.compareTo(asked) < 0 ? asked : wait, retries.maxWait()));
  }

  private Duration jittered(int retry) {
    int doublings = Math.min(retry, Integer.SIZE - 2);
    Duration most = min(retries.initialWait().multipliedBy(1L << doublings), retries.maxWait());
    return Duration.ofNanos(random.nextLong(most.toNanos() + 1));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
