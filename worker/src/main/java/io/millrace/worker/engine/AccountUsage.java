package io.millrace.worker.engine;

/**
 * What an account has used.
 *
 * @param texts that the device worked on
 * @param tokens their tokens, padding not included
 * @param deviceNanos time of the device: a batch's is shared among its texts by their tokens.
 *     Batches that ran beside each other count each in full.
 */
public record AccountUsage(long texts, long tokens, long deviceNanos) {
  public static final AccountUsage NOTHING = new AccountUsage(0, 0, 0);

  /** Together with what else it used. */
  public AccountUsage plus(AccountUsage more) {
    return new AccountUsage(
        texts + more.texts, tokens + more.tokens, deviceNanos + more.deviceNanos);
  }

  /** What it used since. */
  public AccountUsage minus(AccountUsage earlier) {
    return new AccountUsage(
        texts - earlier.texts, tokens - earlier.tokens, deviceNanos - earlier.deviceNanos);
  }
}
