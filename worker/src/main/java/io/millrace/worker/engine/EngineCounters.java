package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.CloseReason;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts what the stages do. Thread safe. */
final class EngineCounters {
  final LongAdder texts = new LongAdder();
  final LongAdder tokens = new LongAdder();
  final LongAdder paddedTokens = new LongAdder();
  final LongAdder tokenizeNanos = new LongAdder();
  final LongAdder queueWaitNanos = new LongAdder();
  final LongAdder layoutNanos = new LongAdder();
  final LongAdder inferNanos = new LongAdder();
  final LongAdder completeNanos = new LongAdder();

  private final Map<CloseReason, LongAdder> batches =
      Arrays.stream(CloseReason.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), reason -> new LongAdder()));

  void batchRan(LaidOutBatch batch, long nanos) {
    texts.add(batch.rows().size());
    tokens.add(batch.batch().tokens());
    paddedTokens.add(batch.tensors().paddedTokens());
    inferNanos.add(nanos);
    batches.forEach((reason, count) -> count.add(reason == batch.batch().closeReason() ? 1 : 0));
  }

  EngineStats snapshot(long queueTokens, int budgetTokens) {
    return new EngineStats(
        texts.sum(),
        tokens.sum(),
        paddedTokens.sum(),
        batches.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum())),
        tokenizeNanos.sum(),
        queueWaitNanos.sum(),
        layoutNanos.sum(),
        inferNanos.sum(),
        completeNanos.sum(),
        queueTokens,
        budgetTokens);
  }
}
