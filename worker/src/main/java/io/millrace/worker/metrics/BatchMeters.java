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
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What an engine does, text by text and batch by batch. */
final class BatchMeters implements EngineObserver {
  private final Map<Lane, LaneMeters> lanes = new EnumMap<>(Lane.class);
  private final Timer tokenize;
  private final Timer infer;
  private final Counter paddedTokens;
  private final DistributionSummary batchTokens;
  private final DistributionSummary batchFill;

  BatchMeters(MeterRegistry registry, String model) {
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneMeters(registry, model, TagValue.of(lane)));
    }
    tokenize = Meters.ENGINE_TOKENIZE.spec().timer(registry, model);
    infer = Meters.ENGINE_INFER.spec().timer(registry, model);
    paddedTokens = Meters.ENGINE_PADDED_TOKENS.spec().counter(registry, model);
    batchTokens = Meters.ENGINE_BATCH_TOKENS.spec().summary(registry, model);
    batchFill = Meters.ENGINE_BATCH_FILL.spec().summary(registry, model);
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
    LaneMeters(MeterRegistry registry, String model, String lane) {
      this(
          Meters.ENGINE_TEXTS.spec().counter(registry, model, lane),
          Meters.ENGINE_TOKENS.spec().counter(registry, model, lane),
          Meters.ENGINE_QUEUE_WAIT.spec().timer(registry, model, lane),
          Meters.ENGINE_EMBED.spec().timer(registry, model, lane));
    }

    void embedded(TextRun text, BatchRun batch) {
      texts.increment();
      tokens.increment(text.tokens());
      queueWait.record(batch.startNanos() - text.queuedNanos(), TimeUnit.NANOSECONDS);
      embed.record(batch.endNanos() - text.enteredNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
