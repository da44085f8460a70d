package io.millrace.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.engine.GoldenReading;
import io.millrace.worker.engine.GoldenReading.Reference;
import io.millrace.worker.engine.model.ModelException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GoldenRepeatTest {
  private static final GoldenReading READING =
      new GoldenReading(1, Instant.parse("2026-01-02T03:04:05Z"), Reference.GOLDEN_TEXTS);

  private final AtomicInteger ends = new AtomicInteger();
  private final AtomicLong nowNanos = new AtomicLong();
  private volatile boolean healthy = true;

  @Test
  void vectorsThatAreReproducedLeaveTheEngineHealthy() {
    try (GoldenRepeat golden = repeat(() -> READING)) {
      golden.run();

      assertThat(golden.check().state()).isEqualTo(Check.State.HEALTHY);
    }
    assertThat(ends).hasValue(0);
  }

  /** One that is left out for want of memory gives the reading of the one before. */
  @Test
  void theTimeIsThatOfTheCheckAndNotOfAskingForIt() {
    try (GoldenRepeat golden = repeat(() -> READING)) {
      golden.run();

      assertThat(golden.check().detail())
          .isEqualTo("golden vectors reproduced at 2026-01-02T03:04:05Z");
    }
  }

  @Test
  void otherVectorsEndTheWorker() {
    try (GoldenRepeat golden = repeat(this::breakDown)) {
      golden.run();

      assertThat(golden.check().state()).isEqualTo(Check.State.BROKEN);
    }
    assertThat(ends).hasValue(1);
  }

  /** A stream that has nothing to embed does not notice. */
  @Test
  void anEngineThatIsBrokenByItselfEndsTheWorkerToo() {
    AtomicInteger checks = new AtomicInteger();
    healthy = false;
    try (GoldenRepeat golden = repeat(() -> counted(checks))) {
      golden.run();
    }

    assertThat(ends).hasValue(1);
    assertThat(checks).hasValue(0);
  }

  /** Nobody may believe that vectors are right for which there is no reference. */
  @Test
  void whatIsComparedIsSaid() {
    GoldenReading own = new GoldenReading(1, READING.time(), Reference.OWN);
    try (GoldenRepeat golden = repeat(own, () -> own, Duration.ZERO)) {
      assertThat(golden.check().detail())
          .isEqualTo("no reference; at 2026-01-02T03:04:05Z vectors were as at the start");
    }
  }

  @Test
  void checksThatDoNotComeToAnEndAreNotWaitedForForever() {
    try (GoldenRepeat golden = repeat(READING, () -> READING, Duration.ofMinutes(10))) {
      nowNanos.addAndGet(Duration.ofMinutes(30).toNanos());
      assertThat(golden.check().state()).isEqualTo(Check.State.HEALTHY);

      nowNanos.incrementAndGet();
      assertThat(golden.check().state()).isEqualTo(Check.State.UNREADY);
      golden.run();
      assertThat(golden.check().state()).isEqualTo(Check.State.HEALTHY);
    }
  }

  @Test
  void repeatsByItself() throws Exception {
    CountDownLatch checks = new CountDownLatch(3);
    try (GoldenRepeat _ =
        new GoldenRepeat(
            "engine",
            () -> true,
            READING,
            () -> counted(checks),
            Duration.ofMillis(1),
            () -> {},
            nowNanos::get)) {
      assertThat(checks.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static GoldenReading counted(AtomicInteger checks) {
    checks.incrementAndGet();
    return READING;
  }

  private static GoldenReading counted(CountDownLatch checks) {
    checks.countDown();
    return READING;
  }

  /** As the engine does. */
  private GoldenReading breakDown() {
    healthy = false;
    throw new ModelException("cosine 0.5");
  }

  private GoldenRepeat repeat(Supplier<GoldenReading> check) {
    return repeat(READING, check, Duration.ZERO);
  }

  private GoldenRepeat repeat(
      GoldenReading first, Supplier<GoldenReading> check, Duration interval) {
    return new GoldenRepeat(
        "engine", () -> healthy, first, check, interval, ends::incrementAndGet, nowNanos::get);
  }
}
