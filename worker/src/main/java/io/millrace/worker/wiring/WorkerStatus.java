package io.millrace.worker.wiring;

import io.millrace.topology.port.Lane;
import io.millrace.worker.config.OperationsConfig;
import io.millrace.worker.deadletters.RecentDeadLetters;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.guard.Guard;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.guard.GuardStatus;
import io.millrace.worker.guard.Reading;
import io.millrace.worker.health.Health;
import io.millrace.worker.page.PageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the page shows of a process; of two engines, the first one's. */
final class WorkerStatus implements Supplier<PageStatus> {
  private final Served served;
  private final Health health;
  private final Guard guard;
  private final Optional<RecentDeadLetters> deadLetters;
  private final LaneWaits waits = new LaneWaits();
  private final PageStatus.About about;

  WorkerStatus(Served served, Health health, Guard guard, Optional<RecentDeadLetters> deadLetters) {
    this.served = served;
    this.health = health;
    this.guard = guard;
    this.deadLetters = deadLetters;
    this.about =
        new PageStatus.About(
            served.config().streams().applicationId(),
            Optional.ofNullable(WorkerStatus.class.getPackage().getImplementationVersion())
                .orElse(""),
            served.engine().space(),
            served.engine().devices().stream().map(Device::toString).toList(),
            Instant.now());
    served.engine().observe(waits);
  }

  @Override
  public PageStatus get() {
    EngineStats stats = served.engine().stats();
    GuardStatus guarded = guard.status();
    return new PageStatus(
        about,
        PageStatus.Engine.of(stats),
        Arrays.stream(Lane.values()).map(lane -> lane(lane, stats)).toList(),
        served.stream().map(WorkerStatus::stream),
        guarded.readings().stream().map(this::memory).toList(),
        Optional.of(guard(guarded)),
        health.checks().stream()
            .map(check -> new PageStatus.Check(check.name(), check.isHealthy(), check.detail()))
            .toList(),
        usage(),
        deadLetters.map(RecentDeadLetters::newestFirst).orElseGet(List::of));
  }

  private PageStatus.LaneStatus lane(Lane lane, EngineStats stats) {
    var now = stats.lane(lane);
    return new PageStatus.LaneStatus(
        lane, now.queuedTexts(), now.queuedTokens(), now.texts(), now.tokens(), waits.nanos(lane));
  }

  private static PageStatus.Stream stream(Served.RunningStream running) {
    return new PageStatus.Stream(
        running.stream().state(), running.stream().lag(), running.stream().counts());
  }

  private PageStatus.Memory memory(Reading reading) {
    return new PageStatus.Memory(
        reading.name(), reading.usedBytes(), reading.freeBytes(), utilization(reading.name()));
  }

  private OptionalDouble utilization(String name) {
    return served.devices().stream()
        .filter(device -> device.toString().equals(name))
        .map(Device::utilization)
        .findFirst()
        .orElseGet(OptionalDouble::empty);
  }

  private PageStatus.Guard guard(GuardStatus status) {
    OperationsConfig.Guard marks = served.config().guard();
    return new PageStatus.Guard(
        Stream.of(GuardState.values()).map(GuardState::name).toList(),
        status.state().name(),
        marks.lowWater(),
        marks.highWater(),
        status.since());
  }

  private List<PageStatus.Usage> usage() {
    return new UsageOfEngines(served.engine(), served.fallback())
        .get().entrySet().stream()
            .map(used ->
                new PageStatus.Usage(
                    used.getKey(),
                    used.getValue().texts(),
                    used.getValue().tokens(),
                    Duration.ofNanos(used.getValue().deviceNanos())))
            .toList();
  }
}
