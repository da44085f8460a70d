package io.millrace.worker.health;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.GoldenReading;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.repeat.Repeat;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine reproduce its golden vectors again and again. Must be closed before the engine: a
 * check that is under way uses its model.
 */
public final class GoldenRepeat implements Checked, AutoCloseable {
  /** So many intervals without an end of a check, and it hangs or fails each time. */
  private static final int PATIENCE = 3;

  private static final Logger LOG = LoggerFactory.getLogger(GoldenRepeat.class);

  private final String name;
  private final BooleanSupplier healthy;
  private final Supplier<GoldenReading> check;
  private final Duration interval;
  private final Runnable broken;
  private final LongSupplier nanoClock;
  private final Repeat repeat;
  private volatile GoldenReading last;
  private volatile long endedNanos;

  /**
   * Checks for the first time when an interval has passed.
   *
   * @param first what it found before
   * @param check gives what it found, or what the last one did if it could not be made
   */
  GoldenRepeat(
      String name,
      BooleanSupplier healthy,
      GoldenReading first,
      Supplier<GoldenReading> check,
      Duration interval,
      Runnable broken,
      LongSupplier nanoClock) {
    this.name = requireNonNull(name, "name");
    this.healthy = healthy;
    this.last = requireNonNull(first, "first");
    this.check = check;
    this.interval = requireNonNull(interval, "interval");
    this.broken = requireNonNull(broken, "broken");
    this.nanoClock = nanoClock;
    this.endedNanos = nanoClock.getAsLong();
    this.repeat = Repeat.every(interval, "golden-vectors-" + name, this::run);
  }

  /**
   * Starts with an engine that has reproduced them to open.
   *
   * @param name of the check
   * @param interval between checks; 0: none
   * @param broken called whenever the engine is found to be broken, or is by the check: nothing but
   *     the end of the process is left, and a stream without records would not notice
   */
  public static GoldenRepeat start(
      String name, EmbeddingEngine engine, Duration interval, Runnable broken) {
    return new GoldenRepeat(
        name,
        engine::isHealthy,
        engine.stats().golden().orElseThrow(),
        engine::checkGoldenVectors,
        interval,
        broken,
        System::nanoTime);
  }

  /** The engine and its vectors. */
  @Override
  public Check check() {
    if (!healthy.getAsBoolean()) {
      return Check.broken(name, "the engine takes no more texts, the log says why");
    }
    String found = found(last);
    return isOverdue()
        ? Check.unready(name, found + "; checks since then fail or hang, the log may say why")
        : Check.healthy(name, found);
  }

  private static String found(GoldenReading reading) {
    Instant when = reading.time().truncatedTo(ChronoUnit.SECONDS);
    return switch (reading.reference()) {
      case GOLDEN_TEXTS -> "golden vectors reproduced at %s".formatted(when);
      case PUBLISHED -> "published similarities reproduced at %s".formatted(when);
      case OWN -> "no reference; at %s vectors were as at the start".formatted(when);
    };
  }

  /** One that was left out for want of memory has ended, too. */
  private boolean isOverdue() {
    long most = interval.multipliedBy(PATIENCE).toNanos();
    return interval.isPositive() && nanoClock.getAsLong() - endedNanos > most;
  }

  void run() {
    if (!healthy.getAsBoolean() || !reproduces()) {
      broken.run();
    }
  }

  private boolean reproduces() {
    try {
      last = check.get();
      endedNanos = nanoClock.getAsLong();
      return true;
    } catch (ModelException e) {
      LOG.atError().setCause(e).log("golden vectors are not reproduced any more");
      return false;
    }
  }

  @Override
  public void close() {
    repeat.close();
  }
}
