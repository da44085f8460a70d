package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How the engine runs.
 *
 * @param budgetTokens most tokens of a batch, padding included
 * @param queueTokens most tokens in the engine, from admission to the result; a quarter is for the
 *     online lane, half for the stream, a quarter for the backfill
 * @param linger how long an idle device waits for a batch to fill; zero takes what is there
 * @param tokenizerThreads threads that tokenize
 * @param intraOpThreads threads that work on one batch
 * @param dimensions length to which vectors are cut before they are normalized; empty for all
 * @param drainLimit how long closing waits for texts that are queued before it fails them
 */
public record EngineSettings(
    int budgetTokens,
    int queueTokens,
    Duration linger,
    int tokenizerThreads,
    int intraOpThreads,
    OptionalInt dimensions,
    Duration drainLimit) {
  private static final int DEFAULT_BUDGET_TOKENS = 1024;
  private static final int DEFAULT_QUEUED_BATCHES = 64;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException that names the component and its bound
   */
  public EngineSettings {
    requireNonNull(dimensions, "dimensions");
    requireAtLeast("budgetTokens", budgetTokens, 1);
    // So that the smallest lane's share holds a whole batch.
    requireAtLeast("queueTokens", queueTokens, 4L * budgetTokens);
    requireAtLeast("tokenizerThreads", tokenizerThreads, 1);
    requireAtLeast("intraOpThreads", intraOpThreads, 1);
    dimensions.ifPresent(value -> requireAtLeast("dimensions", value, 1));
    requireNotNegative("linger", linger);
    requireNotNegative("drainLimit", drainLimit);
  }

  /** For an encoder on a CPU; the budget is measured, see {@code ops/golden} for the model. */
  public static EngineSettings defaults() {
    return new EngineSettings(
        DEFAULT_BUDGET_TOKENS,
        DEFAULT_QUEUED_BATCHES * DEFAULT_BUDGET_TOKENS,
        Duration.ZERO,
        1,
        Runtime.getRuntime().availableProcessors(),
        OptionalInt.empty(),
        Duration.ofSeconds(5));
  }

  private static void requireAtLeast(String name, int value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d, must be at least %d".formatted(name, value, least));
    }
  }

  private static void requireNotNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException("%s is %s, must not be negative".formatted(name, value));
    }
  }
}
