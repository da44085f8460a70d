package io.millrace.worker.usage;

/**
 * What an account has used.
 *
 * @param texts that were embedded
 * @param tokens of these texts
 * @param deviceNanos its share, by tokens, of the time that batches ran
 */
public record AccountUsage(long texts, long tokens, long deviceNanos) {
  static final AccountUsage NONE = new AccountUsage(0, 0, 0);

  AccountUsage minus(AccountUsage earlier) {
    return new AccountUsage(
        texts - earlier.texts, tokens - earlier.tokens, deviceNanos - earlier.deviceNanos);
  }
}
