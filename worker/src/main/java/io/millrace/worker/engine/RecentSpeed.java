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

  /** Empty before the first batch. */
  OptionalDouble tokensPerSecond() {
    return nanos == 0 ? OptionalDouble.empty() : OptionalDouble.of(tokens * 1e9 / nanos);
  }
}
