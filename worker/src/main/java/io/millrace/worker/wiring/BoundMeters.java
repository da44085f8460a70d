package io.millrace.worker.wiring;

import io.millrace.worker.engine.AccountUsage;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.guard.Guard;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.guard.GuardStatus;
import io.millrace.worker.guard.Reading;
import io.millrace.worker.health.Health;
import io.millrace.worker.metrics.DeviceReading;
import io.millrace.worker.metrics.GuardReading;
import io.millrace.worker.metrics.StreamMeters;
import io.millrace.worker.metrics.WorkerMeters;
import java.util.stream.Collectors;

/** Connects the meters with what they tell of. */
record BoundMeters(Served served, Health health, Guard guard) {
  WorkerMeters bind() {
    WorkerMeters meters = new WorkerMeters(served.config().streams().applicationId());
    meters.bindReady(health::isReady);
    served.models().forEach(model -> bindModel(meters, model));
    meters.bindDevices(() -> served.devices().stream().map(BoundMeters::reading).toList());
    meters.bindUsage(
        new UsageOfEngines(served.engine(), served.fallback()),
        AccountUsage::tokens,
        AccountUsage::deviceNanos);
    meters.bindGuard(GuardState.class, () -> reading(guard.status()));
    return meters;
  }

  private static void bindModel(WorkerMeters meters, RunningModel model) {
    meters.bindEngine(
        model.name(),
        model.engine(),
        model.engine().precision(),
        model.config().engine().goldenInterval());
    model.stream().ifPresent(running -> bindStream(meters.ofStream(model.name()), model, running));
  }

  private static void bindStream(
      StreamMeters meters, RunningModel model, Served.RunningStream running) {
    meters.bind(
        running.stream(),
        model.config().pipelines().stream().map(pipeline -> pipeline.name()).toList());
    meters.bindCache(running.worker()::sharedRequests);
    meters.bindSerializing(running.worker()::serializeNanos);
  }

  private static DeviceReading reading(Device device) {
    return new DeviceReading(device.toString(), device.memory().read(), device.utilization());
  }

  private static GuardReading<GuardState> reading(GuardStatus status) {
    return new GuardReading<>(
        status.state(),
        status.readings().stream().collect(Collectors.toMap(Reading::name, Reading::fill)),
        status.stepsUp(),
        status.stepsDown());
  }
}
