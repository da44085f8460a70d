package io.millrace.worker.engine;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.Batch;
import io.millrace.worker.engine.batch.CloseReason;
import io.millrace.worker.engine.batch.QueuedText;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the stages do. Thread safe. */
final class EngineCounters {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCounters.class);

  final LongAdder paddedTokens = new LongAdder();
  final LongAdder tokenizeNanos = new LongAdder();
  final LongAdder queueWaitNanos = new LongAdder();
  final LongAdder layoutNanos = new LongAdder();
  final LongAdder inferNanos = new LongAdder();
  final LongAdder completeNanos = new LongAdder();

  private final CountBy<CloseReason> batches = new CountBy<>(CloseReason.class);
  private final CountBy<Reason> refused = new CountBy<>(Reason.class);
  private final CountBy<Lane> texts = new CountBy<>(Lane.class);
  private final CountBy<Lane> tokens = new CountBy<>(Lane.class);
  private final Map<Account, AccountUsage> usage = new ConcurrentHashMap<>();
  private final List<EngineObserver> observers = new CopyOnWriteArrayList<>();
  private final AtomicBoolean observerFailed = new AtomicBoolean();

  void observe(EngineObserver observer) {
    observers.add(observer);
  }

  void tokenized(TextInFlight text, long nanos) {
    tokenizeNanos.add(nanos);
    tell(observer -> observer.tokenized(text.request(), nanos));
  }

  /** What {@link #tell} shall be given later; empty when nobody listens. */
  Optional<BatchRun> batchRan(LaidOutBatch batch, long startNanos, long endNanos) {
    count(batch.batch(), endNanos - startNanos);
    paddedTokens.add(batch.tensors().paddedTokens());
    inferNanos.add(endNanos - startNanos);
    batches.add(batch.batch().closeReason(), 1);
    return observers.isEmpty() ? Optional.empty() : Optional.of(batch.run(startNanos, endNanos));
  }

  /** Tells the observers of a batch. */
  void tell(BatchRun run) {
    tell(observer -> observer.batchRan(run));
  }

  /** A text has left the engine, or was not let in. */
  void settled(@Nullable EmbeddingResult result) {
    if (result instanceof Refused refusal) {
      refused(refusal, 1);
    }
  }

  /** So many texts were refused at once. */
  void refused(Refused refusal, int texts) {
    refused.add(refusal.reason(), texts);
  }

  EngineStats snapshot(
      Map<Lane, LaneStats> queued, int budgetTokens, Optional<GoldenReading> golden) {
    Map<Lane, LaneStats> lanes = lanes(queued);
    return new EngineStats(
        sum(lanes, LaneStats::texts),
        sum(lanes, LaneStats::tokens),
        paddedTokens.sum(),
        batches.counts(),
        tokenizeNanos.sum(),
        queueWaitNanos.sum(),
        layoutNanos.sum(),
        inferNanos.sum(),
        completeNanos.sum(),
        sum(lanes, LaneStats::queuedTokens),
        budgetTokens,
        lanes,
        usage,
        refused.counts(),
        golden);
  }

  private void tell(Consumer<EngineObserver> what) {
    for (EngineObserver observer : observers) {
      try {
        what.accept(observer);
      } catch (RuntimeException e) {
        // Any of them: vectors do not depend on who watches.
        if (observerFailed.compareAndSet(false, true)) {
          LOG.atWarn().setCause(e).log("An observer of the engine failed; not logged again");
        }
      }
    }
  }

  private void count(Batch<TokenizedText> batch, long nanos) {
    long batchTokens = batch.tokens();
    for (QueuedText<TokenizedText> text : batch.texts()) {
      texts.add(text.lane(), 1);
      tokens.add(text.lane(), text.tokens());
      long itsNanos = Math.round((double) nanos * text.tokens() / batchTokens);
      usage.merge(
          text.item().text().request().caller().account(),
          new AccountUsage(1, text.tokens(), itsNanos),
          AccountUsage::plus);
    }
  }

  private Map<Lane, LaneStats> lanes(Map<Lane, LaneStats> queued) {
    Map<Lane, Long> textsOf = texts.counts();
    Map<Lane, Long> tokensOf = tokens.counts();
    Map<Lane, LaneStats> lanes = new EnumMap<>(Lane.class);
    queued.forEach((lane, now) ->
        lanes.put(
            lane, now.plusDone(textsOf.getOrDefault(lane, 0L), tokensOf.getOrDefault(lane, 0L))));
    return lanes;
  }

  private static long sum(Map<Lane, LaneStats> lanes, ToLongFunction<LaneStats> what) {
    return lanes.values().stream().mapToLong(what).sum();
  }
}
