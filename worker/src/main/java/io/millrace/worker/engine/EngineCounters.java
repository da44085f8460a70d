package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.CloseReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private final List<EngineObserver> observers = new CopyOnWriteArrayList<>();

  void observe(EngineObserver observer) {
    observers.add(observer);
  }

  void tokenized(TextInFlight text, long nanos) {
    tokenizeNanos.add(nanos);
    observers.forEach(observer -> observer.tokenized(text.request(), nanos));
  }

  void batchRan(LaidOutBatch batch, int budgetTokens, long startNanos, long endNanos) {
    texts.add(batch.rows().size());
    tokens.add(batch.batch().tokens());
    paddedTokens.add(batch.tensors().paddedTokens());
    inferNanos.add(endNanos - startNanos);
    batches.forEach((reason, count) -> count.add(reason == batch.batch().closeReason() ? 1 : 0));
    if (!observers.isEmpty()) {
      BatchRun run = batch.run(budgetTokens, startNanos, endNanos);
      observers.forEach(observer -> observer.batchRan(run));
    }
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
