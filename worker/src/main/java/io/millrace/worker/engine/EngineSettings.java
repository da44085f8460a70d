package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.batch.LaneShares;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.DeviceSettings;
import io.millrace.worker.engine.quant.Precision;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the engine runs.
 *
 * @param budgetTokens most tokens of a batch, padding included; 0 for what the device bears
 * @param queueTokens most tokens in the engine, from admission to the result; a quarter is for the
 *     online lane, half for the stream, a quarter for the backfill; 0 for 128 batches
 * @param linger how long an idle device waits for a batch to fill; zero takes what is there
 * @param shares least share of the tokens for each lane
 * @param onlineWait about how long a query waits at most for a batch of another lane, while queries
 *     come in; zero for as long as it takes
 * @param tokenizerThreads threads that tokenize
 * @param intraOpThreads threads that work on one batch
 * @param dimensions length to which vectors are cut before they are normalized; empty for all
 * @param drainLimit how long closing waits for texts that are queued before it fails them
 * @param runLimit how long a batch may be on a device before that counts as hanging; zero for two
 *     minutes on a GPU and any time on a CPU, which does not hang
 * @param precision of the weights, where the model leaves a choice; empty for its own
 * @param device where it runs
 */
public record EngineSettings(
    int budgetTokens,
    int queueTokens,
    Duration linger,
    LaneShares shares,
    Duration onlineWait,
    int tokenizerThreads,
    int intraOpThreads,
    OptionalInt dimensions,
    Duration drainLimit,
    Duration runLimit,
    Optional<Precision> precision,
    DeviceSettings device) {
  /** A query then waits no longer than a person or a network would notice. */
  public static final Duration DEFAULT_ONLINE_WAIT = Duration.ofMillis(10);

  /** The longest text of the largest model takes less than a minute on a small GPU. */
  private static final Duration RUN_LIMIT_ON_GPU = Duration.ofMinutes(2);

  private static final int DEFAULT_QUEUED_BATCHES = 128;

  /** So that the smallest lane's share holds a whole batch. */
  private static final int LEAST_QUEUED_BATCHES = 4;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException that names the component and its bound
   */
  public EngineSettings {
    requireNonNull(shares, "shares");
    requireNonNull(dimensions, "dimensions");
    requireNonNull(precision, "precision");
    requireNonNull(device, "device");
    requireAtLeast("budgetTokens", budgetTokens, 0);
    requireAtLeast("queueTokens", queueTokens, 0);
    if (queueTokens > 0) {
      requireAtLeast(
          "queueTokens", queueTokens, (long) LEAST_QUEUED_BATCHES * Math.max(1, budgetTokens));
    }
    requireAtLeast("tokenizerThreads", tokenizerThreads, 1);
    requireAtLeast("intraOpThreads", intraOpThreads, 1);
    dimensions.ifPresent(value -> requireAtLeast("dimensions", value, 1));
    requireNotNegative("linger", linger);
    requireNotNegative("onlineWait", onlineWait);
    requireNotNegative("drainLimit", drainLimit);
    requireNotNegative("runLimit", runLimit);
  }

  /** On the CPU, with the model's own weights, and lanes as they are by default. */
  public EngineSettings(
      int budgetTokens,
      int queueTokens,
      Duration linger,
      int tokenizerThreads,
      int intraOpThreads,
      OptionalInt dimensions,
      Duration drainLimit) {
    this(
        budgetTokens,
        queueTokens,
        linger,
        LaneShares.DEFAULT,
        DEFAULT_ONLINE_WAIT,
        tokenizerThreads,
        intraOpThreads,
        dimensions,
        drainLimit,
        Duration.ZERO,
        Optional.empty(),
        DeviceSettings.cpu());
  }

  /** For the CPU. */
  public static EngineSettings defaults() {
    return new EngineSettings(
        0,
        0,
        Duration.ZERO,
        1,
        Runtime.getRuntime().availableProcessors(),
        OptionalInt.empty(),
        Duration.ofSeconds(5));
  }

  /** Longest time of a batch on a device; zero: any. */
  Duration runLimit(Device where) {
    return runLimit.isZero() && where instanceof Device.Cuda ? RUN_LIMIT_ON_GPU : runLimit;
  }

  /**
   * The same with nothing left open.
   *
   * @param bearableTokens most tokens of a batch that the device bears
   */
  EngineSettings resolved(int bearableTokens) {
    int mostTokens = queueTokens == 0 ? bearableTokens : queueTokens / LEAST_QUEUED_BATCHES;
    int budget = budgetTokens == 0 ? Math.min(bearableTokens, mostTokens) : budgetTokens;
    long queue = queueTokens == 0 ? (long) DEFAULT_QUEUED_BATCHES * budget : queueTokens;
    return new EngineSettings(
        budget,
        (int) Math.min(queue, Integer.MAX_VALUE),
        linger,
        shares,
        onlineWait,
        tokenizerThreads,
        intraOpThreads,
        dimensions,
        drainLimit,
        runLimit,
        precision,
        device);
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
