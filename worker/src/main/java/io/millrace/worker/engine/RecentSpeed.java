package io.millrace.worker.engine;

import java.util.OptionalDouble;

/**
 * Tokens a second of a device's last second of work, older work counting less and less. A pure
 * state machine; not thread safe.
 */
final class RecentSpeed {
  private static final double WINDOW_NANOS = 1e9;

  private double tokens;
  private double nanos;

  /** Counts a batch that took so long. */
  void ran(long batchTokens, long batchNanos) {
    double kept = Math.exp(-batchNanos / WINDOW_NANOS);
    tokens = tokens * kept + batchTokens;
    nanos = nanos * kept + Math.max(1, batchNanos);
  }

  /** Counts a batch only if it was faster than what is known: then nothing else counts. */
  void isAtLeast(long batchTokens, long batchNanos) {
    OptionalDouble known = tokensPerSecond();
    if (known.isPresent() && batchTokens * 1e9 / Math.max(1, batchNanos) > known.getAsDouble()) {
      forget();
      ran(batchTokens, batchNanos);
    }
  }

  void forget() {
    tokens = 0;
    nanos = 0;
  }

  /** Empty when no batch counts. */
  OptionalDouble tokensPerSecond() {
    return nanos == 0 ? OptionalDouble.empty() : OptionalDouble.of(tokens * 1e9 / nanos);
  }
}
