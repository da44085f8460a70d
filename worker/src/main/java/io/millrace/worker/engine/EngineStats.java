package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.CloseReason;
import java.util.EnumMap;
import java.util.Map;

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
    int budgetTokens) {
  public EngineStats {
    batches = Map.copyOf(batches);
  }

  /** What was done since an earlier snapshot; the queue is the one of now. */
  public EngineStats minus(EngineStats earlier) {
    Map<CloseReason, Long> since = new EnumMap<>(CloseReason.class);
    batches.forEach(
        (reason, count) -> since.put(reason, count - earlier.batches.getOrDefault(reason, 0L)));
    return new EngineStats(
        texts - earlier.texts,
        tokens - earlier.tokens,
        paddedTokens - earlier.paddedTokens,
        since,
        tokenizeNanos - earlier.tokenizeNanos,
        queueWaitNanos - earlier.queueWaitNanos,
        layoutNanos - earlier.layoutNanos,
        inferNanos - earlier.inferNanos,
        completeNanos - earlier.completeNanos,
        queueTokens,
        budgetTokens);
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
