package io.millrace.worker.engine;

/**
 * The token budget as the device bears it: half after memory ran out, and slowly back, and never
 * more than it is limited to. A pure state machine; not thread safe.
 */
final class AdaptiveBudget {
  /** Less gains nothing: the batch that does not fit is cut in halves anyway. */
  private static final int MOST_HALVINGS = 6;

  /** How long a budget must have held before a larger one is tried. */
  private static final long GROW_AFTER_NANOS = 30_000_000_000L;

  /** A step back up, as a part of the whole: from half to whole in four minutes. */
  private static final int STEPS = 16;

  private final int wholeTokens;
  private int tokens;
  private int limitTokens;
  private long changedAtNanos;

  AdaptiveBudget(int wholeTokens) {
    this.wholeTokens = wholeTokens;
    this.tokens = wholeTokens;
    this.limitTokens = wholeTokens;
  }

  /**
   * Has it be no more than a share of the whole from now on.
   *
   * @param share above 0, at most 1
   */
  void limit(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share is %s, must be above 0 and at most 1".formatted(share));
    }
    limitTokens = Math.max(1, (int) (wholeTokens * share));
  }

  /** Says that a batch of the present budget was too large. */
  void ranOutOfMemory(long nowNanos) {
    tokens = Math.max(least(), Math.min(tokens, limitTokens) / 2);
    changedAtNanos = nowNanos;
  }

  /** Most tokens of the next batch, at least 1. */
  int tokens(long nowNanos) {
    if (tokens < wholeTokens && nowNanos - changedAtNanos >= GROW_AFTER_NANOS) {
      tokens = Math.min(wholeTokens, tokens + Math.max(1, wholeTokens / STEPS));
      changedAtNanos = nowNanos;
    }
    return Math.min(tokens, limitTokens);
  }

  private int least() {
    return Math.max(1, wholeTokens >> MOST_HALVINGS);
  }
}
