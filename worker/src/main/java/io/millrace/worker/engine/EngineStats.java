package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.CloseReason;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * What the engine has done since it started. A snapshot: its numbers are each exact, but not taken
 * at one instant.
 *
 * @param texts texts that came out of the device
 * @param tokens their tokens
 * @param paddedTokens tokens that the device worked on for them, padding included
 * @param batches closed batches by why they closed
 * @param tokenizeNanos time spent tokenizing, all threads together
 * @param queueWaitNanos time that texts lay tokenized in the queue, all texts together
 * @param layoutNanos time spent laying batches out
 * @param inferNanos time that the device ran, pooling included: it is part of the graph
 * @param completeNanos time spent completing futures, the callers' own continuations included
 * @param queueTokens tokens in the engine now
 * @param budgetTokens the budget that batches are measured against
 * @param lanes of every lane, what it has in the engine and has got out of it
 * @param usage of each account that has used the device
 * @param refused texts by why they were refused, at the door or inside
 * @param golden what the last check of the golden vectors found
 */
public record EngineStats(
    long texts,
    long tokens,
    long paddedTokens,
    Map<CloseReason, Long> batches,
    long tokenizeNanos,
    long queueWaitNanos,
    long layoutNanos,
    long inferNanos,
    long completeNanos,
    long queueTokens,
    int budgetTokens,
    Map<Lane, LaneStats> lanes,
    Map<Account, AccountUsage> usage,
    Map<Reason, Long> refused,
    Optional<GoldenReading> golden) {
  public EngineStats {
    batches = Map.copyOf(batches);
    lanes = Map.copyOf(lanes);
    usage = Map.copyOf(usage);
    refused = Map.copyOf(refused);
    requireNonNull(golden, "golden");
  }

  /** What was done since an earlier snapshot; the queue and the golden vectors are those of now. */
  public EngineStats minus(EngineStats earlier) {
    return new EngineStats(
        texts - earlier.texts,
        tokens - earlier.tokens,
        paddedTokens - earlier.paddedTokens,
        since(batches, earlier.batches, (now, then) -> now - then, 0L),
        tokenizeNanos - earlier.tokenizeNanos,
        queueWaitNanos - earlier.queueWaitNanos,
        layoutNanos - earlier.layoutNanos,
        inferNanos - earlier.inferNanos,
        completeNanos - earlier.completeNanos,
        queueTokens,
        budgetTokens,
        since(lanes, earlier.lanes, LaneStats::minus, LaneStats.NOTHING),
        since(usage, earlier.usage, AccountUsage::minus, AccountUsage.NOTHING),
        since(refused, earlier.refused, (now, then) -> now - then, 0L),
        golden);
  }

  private static <K, V> Map<K, V> since(
      Map<K, V> now, Map<K, V> earlier, BinaryOperator<V> minus, V nothing) {
    return now.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    minus.apply(entry.getValue(), earlier.getOrDefault(entry.getKey(), nothing))));
  }

  /** What one lane has and has got. */
  public LaneStats lane(Lane lane) {
    return lanes.getOrDefault(lane, LaneStats.NOTHING);
  }

  /** How many texts were refused for one reason. */
  public long refused(Reason reason) {
    return refused.getOrDefault(reason, 0L);
  }

  /** How full batches were: 1 when each used its whole budget, 0 before the first. */
  public double batchFill() {
    long closed = batches.values().stream().mapToLong(Long::longValue).sum();
    return closed == 0 ? 0 : (double) paddedTokens / closed / budgetTokens;
  }

  /** Which part of the device's work was padding, 0 before the first batch. */
  public double paddingShare() {
    return paddedTokens == 0 ? 0 : 1 - (double) tokens / paddedTokens;
  }
}
