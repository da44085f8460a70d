package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.engine.GoldenReading;
import io.millrace.worker.engine.batch.CloseReason;
import io.millrace.worker.engine.device.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an engine is, and how it stands. */
final class EngineMeters {
  private final MeterRegistry registry;
  private final String model;
  private final Sampled<EngineStats> stats;

  private EngineMeters(MeterRegistry registry, String model, Sampled<EngineStats> stats) {
    this.registry = registry;
    this.model = model;
    this.stats = stats;
  }

  static void bind(
      Scrapes scrapes,
      String model,
      EmbeddingEngine engine,
      String precision,
      Duration goldenInterval) {
    engine.observe(new BatchMeters(scrapes.registry(), model));
    EngineMeters meters =
        new EngineMeters(scrapes.registry(), model, scrapes.sample(engine::stats));
    meters.bindEngine(engine, precision);
    meters.bindBatches();
    meters.bindTexts();
    meters.bindGolden(engine.stats().golden().orElseThrow().reference(), goldenInterval);
  }

  private void bindEngine(EmbeddingEngine engine, String precision) {
    String devices =
        engine.devices().stream().map(Device::toString).collect(Collectors.joining(" "));
    Meters.ENGINE_INFO
        .spec()
        .gauge(registry, () -> 1, model, engine.space().fingerprint(), precision, devices);
    Meters.ENGINE_HEALTHY.spec().gauge(registry, () -> engine.isHealthy() ? 1 : 0, model);
    Meters.ENGINE_RUNS.spec().gauge(registry, engine::runsAtATime, model);
  }

  private void bindBatches() {
    gauge(Meters.ENGINE_PADDING, EngineStats::paddingShare);
    gauge(Meters.ENGINE_BUDGET, EngineStats::budgetTokens);
    count(Meters.ENGINE_LAYOUT, now -> now.layoutNanos() / 1e9);
    count(Meters.ENGINE_COMPLETE, now -> now.completeNanos() / 1e9);
    for (CloseReason reason : CloseReason.values()) {
      count(
          Meters.ENGINE_BATCHES,
          now -> now.batches().getOrDefault(reason, 0L),
          TagValue.of(reason));
    }
  }

  private void bindTexts() {
    for (Lane lane : Lane.values()) {
      String tag = TagValue.of(lane);
      gauge(Meters.ENGINE_QUEUE_TEXTS, now -> now.lane(lane).queuedTexts(), tag);
      gauge(Meters.ENGINE_QUEUE_TOKENS, now -> now.lane(lane).queuedTokens(), tag);
    }
    for (EmbeddingResult.Reason reason : EmbeddingResult.Reason.values()) {
      count(Meters.ENGINE_REFUSED, now -> now.refused(reason), TagValue.of(reason));
    }
  }

  private void bindGolden(GoldenReading.Reference reference, Duration interval) {
    gauge(
        Meters.ENGINE_GOLDEN_COSINE,
        now -> now.golden().map(GoldenReading::lowestCosine).orElse(Double.NaN),
        TagValue.of(reference));
    gauge(Meters.ENGINE_GOLDEN_AGE, now -> now.golden().map(EngineMeters::age).orElse(Double.NaN));
    if (interval.isPositive()) {
      Meters.ENGINE_GOLDEN_INTERVAL.spec().gauge(registry, () -> interval.toMillis() / 1e3, model);
    }
  }

  private static double age(GoldenReading last) {
    return Duration.between(last.time(), Instant.now()).toMillis() / 1e3;
  }

  private void gauge(Meters meter, ToDoubleFunction<EngineStats> value, String... tagValues) {
    meter.spec().gauge(registry, () -> value.applyAsDouble(stats.now()), tags(tagValues));
  }

  private void count(Meters meter, ToDoubleFunction<EngineStats> total, String... tagValues) {
    meter.spec().count(registry, stats, now -> total.applyAsDouble(now.now()), tags(tagValues));
  }

  private String[] tags(String... others) {
    return Stream.concat(Stream.of(model), Stream.of(others)).toArray(String[]::new);
  }
}
