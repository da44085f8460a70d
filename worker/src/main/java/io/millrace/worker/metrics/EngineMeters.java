package io.millrace.worker.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.BatchRun;
import io.millrace.worker.engine.BatchRun.TextRun;
import io.millrace.worker.engine.EngineObserver;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.engine.batch.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** What the engine does, batch by batch, and how it stands. */
final class EngineMeters implements EngineObserver {
  private final Map<Lane, LaneMeters> lanes = new EnumMap<>(Lane.class);
  private final Timer tokenize;
  private final Timer infer;
  private final Counter paddedTokens;
  private final DistributionSummary batchTokens;
  private final DistributionSummary batchFill;

  EngineMeters(MeterRegistry registry) {
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneMeters(registry, TagValue.of(lane)));
    }
    tokenize = Meters.ENGINE_TOKENIZE.spec().timer(registry);
    infer = Meters.ENGINE_INFER.spec().timer(registry);
    paddedTokens = Meters.ENGINE_PADDED_TOKENS.spec().counter(registry);
    batchTokens = Meters.ENGINE_BATCH_TOKENS.spec().summary(registry);
    batchFill = Meters.ENGINE_BATCH_FILL.spec().summary(registry);
  }

  /** Meters of what the engine counts itself. */
  static void bind(MeterRegistry registry, Sampled<EngineStats> stats) {
    Meters.ENGINE_PADDING.spec().gauge(registry, () -> stats.now().paddingShare());
    Meters.ENGINE_BUDGET.spec().gauge(registry, () -> stats.now().budgetTokens());
    count(registry, stats, Meters.ENGINE_LAYOUT, EngineStats::layoutNanos);
    count(registry, stats, Meters.ENGINE_COMPLETE, EngineStats::completeNanos);
    for (CloseReason reason : CloseReason.values()) {
      Meters.ENGINE_BATCHES
          .spec()
          .count(
              registry,
              stats,
              sampled -> sampled.now().batches().getOrDefault(reason, 0L),
              TagValue.of(reason));
    }
  }

  private static void count(
      MeterRegistry registry,
      Sampled<EngineStats> stats,
      Meters meter,
      ToLongFunction<EngineStats> nanos) {
    meter.spec().count(registry, stats, sampled -> nanos.applyAsLong(sampled.now()) / 1e9);
  }

  @Override
  public void tokenized(EmbeddingRequest request, long nanos) {
    tokenize.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void batchRan(BatchRun batch) {
    infer.record(batch.nanos(), TimeUnit.NANOSECONDS);
    paddedTokens.increment((double) batch.paddedTokens());
    batchTokens.record((double) batch.paddedTokens());
    batchFill.record((double) batch.paddedTokens() / batch.budgetTokens());
    batch.texts().forEach(text -> lane(text).embedded(text, batch));
  }

  private LaneMeters lane(TextRun text) {
    return requireNonNull(lanes.get(text.request().lane()), "lane");
  }

  private record LaneMeters(Counter texts, Counter tokens, Timer queueWait, Timer embed) {
    LaneMeters(MeterRegistry registry, String lane) {
      this(
          Meters.ENGINE_TEXTS.spec().counter(registry, lane),
          Meters.ENGINE_TOKENS.spec().counter(registry, lane),
          Meters.ENGINE_QUEUE_WAIT.spec().timer(registry, lane),
          Meters.ENGINE_EMBED.spec().timer(registry, lane));
    }

    void embedded(TextRun text, BatchRun batch) {
      texts.increment();
      tokens.increment(text.tokens());
      queueWait.record(batch.startNanos() - text.queuedNanos(), TimeUnit.NANOSECONDS);
      embed.record(batch.endNanos() - text.enteredNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
