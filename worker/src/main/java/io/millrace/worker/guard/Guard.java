package io.millrace.worker.guard;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.config.OperationsConfig;
import io.millrace.worker.repeat.Repeat;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks at the memory now and then, and takes load off while the fullest has too little left. The
 * model and its precision are never touched: their vectors would belong to another space.
 */
public final class Guard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private final Supplier<List<Reading>> readings;
  private final Brakes brakes;
  private final OperationsConfig.Guard settings;
  private final GuardSteps steps;
  private final Repeat looks;
  private volatile GuardStatus status = GuardStatus.open(Instant.now());

  private Guard(OperationsConfig.Guard settings, Supplier<List<Reading>> readings, Brakes brakes) {
    this.readings = requireNonNull(readings, "readings");
    this.brakes = requireNonNull(brakes, "brakes");
    this.settings = settings;
    this.steps = new GuardSteps(settings, System.nanoTime());
    this.looks = Repeat.every(settings.interval(), "guard", () -> look(System.nanoTime()));
  }

  /**
   * Starts looking, unless the interval is 0: then it stays open.
   *
   * @param readings what there is to see; an empty list changes nothing
   */
  public static Guard start(
      OperationsConfig.Guard settings, Supplier<List<Reading>> readings, Brakes brakes) {
    return new Guard(settings, readings, brakes);
  }

  /** What it last saw and did. Thread safe. */
  public GuardStatus status() {
    return status;
  }

  void look(long nowNanos) {
    List<Reading> now = readings.get();
    status = status.seen(now);
    now.stream()
        .max(Comparator.comparingDouble(Reading::fill))
        .ifPresent(fullest -> look(fullest, nowNanos));
  }

  private void look(Reading fullest, long nowNanos) {
    step(steps.look(fullest.fill(), nowNanos), fullest);
    if (lacksDeviceMemory(fullest)) {
      brakes.freeMemory();
    }
  }

  /**
   * Between the marks, too, as long as something is given up: what an idle engine holds on to may
   * be all that keeps it from the low water. Engines have nothing of the heap.
   */
  private boolean lacksDeviceMemory(Reading fullest) {
    double mark = status.state() == GuardState.OPEN ? settings.highWater() : settings.lowWater();
    return fullest.fill() > mark && !fullest.isHeap();
  }

  private void step(GuardState to, Reading fullest) {
    GuardState from = status.state();
    if (to == from) {
      return;
    }
    boolean up = to.compareTo(from) > 0;
    status = status.stepped(to, Instant.now());
    LOG.atLevel(up ? Level.WARN : Level.INFO)
        .addKeyValue("state", to)
        .addKeyValue("reading", fullest.name())
        .addKeyValue("fill", fullest.fill())
        .log(up ? "memory runs short: the guard steps up" : "memory is free: the guard steps down");
    brake(up ? to : from, up);
  }

  private void brake(GuardState step, boolean on) {
    switch (step) {
      case OPEN -> throw new IllegalStateException("nothing is given up in OPEN");
      case SMALLER_BATCHES -> brakes.shrinkBatches(on);
      case NO_BACKFILL -> brakes.pauseBackfill(on);
      case NO_ONLINE -> brakes.refuseOnline(on);
    }
  }

  /** Looks no more; what is given up stays so. */
  @Override
  public void close() {
    looks.close();
  }
}
