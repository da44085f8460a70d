package io.millrace.worker.wiring;

import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.AccountUsage;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.engine.GoldenReading;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.guard.Guard;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.guard.GuardStatus;
import io.millrace.worker.guard.Reading;
import io.millrace.worker.health.Health;
import io.millrace.worker.metrics.DeviceReading;
import io.millrace.worker.metrics.GuardReading;
import io.millrace.worker.metrics.WorkerMeters;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Connects the meters with what they tell of. Those of an engine are the first engine's. */
record BoundMeters(Served served, Health health, Guard guard) {
  WorkerMeters bind() {
    WorkerMeters meters = new WorkerMeters(served.config().streams().applicationId());
    meters.bindReady(health::isReady);
    bindEngine(meters, served.engine());
    served.stream().ifPresent(running -> bindStream(meters, running));
    meters.bindGuard(GuardState.class, () -> reading(guard.status()));
    return meters;
  }

  private void bindEngine(WorkerMeters meters, EmbeddingEngine engine) {
    meters.bindEngine(engine);
    meters.bindModel(
        engine.space(),
        served.config().model().precision().name().toLowerCase(Locale.ROOT),
        engine.devices().stream().map(Device::toString).collect(Collectors.joining(" ")));
    meters.bindLanes(
        lane -> engine.stats().lane(lane).queuedTexts(),
        (Lane lane) -> engine.stats().lane(lane).queuedTokens());
    meters.bindRefused(() -> engine.stats().refused());
    meters.bindGolden(
        engine.stats().golden().orElseThrow().reference(),
        () -> golden(engine, GoldenReading::lowestCosine),
        () -> golden(engine, last -> Duration.between(last.time(), Instant.now()).toMillis() / 1e3),
        served.config().engine().goldenInterval());
    meters.bindDevices(() -> engine.devices().stream().map(BoundMeters::reading).toList());
    meters.bindUsage(
        new UsageOfEngines(served.engine(), served.fallback()),
        AccountUsage::tokens,
        AccountUsage::deviceNanos);
  }

  private static double golden(EmbeddingEngine engine, ToDoubleFunction<GoldenReading> figure) {
    EngineStats stats = engine.stats();
    return stats.golden().isPresent() ? figure.applyAsDouble(stats.golden().get()) : Double.NaN;
  }

  private static DeviceReading reading(Device device) {
    return new DeviceReading(device.toString(), device.memory().read(), device.utilization());
  }

  private void bindStream(WorkerMeters meters, Served.RunningStream running) {
    meters.bindStream(
        running.stream(),
        served.config().pipelines().stream().map(pipeline -> pipeline.name()).toList());
    meters.bindCache(running.worker()::sharedRequests);
    meters.bindSerializing(running.worker()::serializeNanos);
    meters.bindLag(running.stream()::lag);
  }

  private static GuardReading<GuardState> reading(GuardStatus status) {
    return new GuardReading<>(
        status.state(),
        status.readings().stream().collect(Collectors.toMap(Reading::name, Reading::fill)),
        status.stepsUp(),
        status.stepsDown());
  }
}
