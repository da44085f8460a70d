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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine reproduce its golden vectors again and again. Must be closed before the engine: a
 * check that is under way uses its model.
 */
public final class GoldenRepeat implements Checked, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GoldenRepeat.class);

  private final String name;
  private final BooleanSupplier healthy;
  private final Supplier<GoldenReading> check;
  private final Runnable broken;
  private final Repeat repeat;
  private volatile Instant reproduced = Instant.now();

  /**
   * Starts.
   *
   * @param check gives what it found, or what the last one did if it could not be made
   */
  GoldenRepeat(
      String name,
      BooleanSupplier healthy,
      Supplier<GoldenReading> check,
      Duration interval,
      Runnable broken) {
    this.name = requireNonNull(name, "name");
    this.healthy = healthy;
    this.check = check;
    this.broken = requireNonNull(broken, "broken");
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
    return new GoldenRepeat(name, engine::isHealthy, engine::checkGoldenVectors, interval, broken);
  }

  /** The engine and its vectors. */
  @Override
  public Check check() {
    Instant when = reproduced.truncatedTo(ChronoUnit.SECONDS);
    return healthy.getAsBoolean()
        ? Check.healthy(name, "golden vectors reproduced at %s".formatted(when))
        : Check.broken(name, "the engine takes no more texts, the log says why");
  }

  void run() {
    if (!healthy.getAsBoolean() || !reproduces()) {
      broken.run();
    }
  }

  private boolean reproduces() {
    try {
      reproduced = check.get().time();
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
