package io.millrace.worker.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.OperationsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GuardTest {
  private static final long HOLD = Duration.ofSeconds(10).toNanos();

  private final List<String> pulled = new ArrayList<>();
  private List<Reading> readings = List.of();
  private int timesFreed;

  @Test
  void brakesArePulledInOrderAndLetGoInTheSameOrderBack() {
    try (Guard guard = stillGuard()) {
      long nowNanos = System.nanoTime();
      readings = List.of(new Reading("host", 50, 50), new Reading("cuda:1", 99, 1));
      for (int i = 0; i < 3; i++) {
        nowNanos += HOLD;
        guard.look(nowNanos);
      }
      readings = List.of(new Reading("host", 50, 50), new Reading("cuda:1", 5, 95));
      for (int i = 0; i < 4; i++) {
        nowNanos += HOLD;
        guard.look(nowNanos);
      }
    }

    assertThat(pulled)
        .containsExactly(
            "shrink true",
            "pause true",
            "refuse true",
            "refuse false",
            "pause false",
            "shrink false");
  }

  @Test
  void statusTellsWhatWasSeenAndDone() {
    try (Guard guard = stillGuard()) {
      long nowNanos = System.nanoTime();
      readings = List.of(new Reading("heap", 99, 1));
      guard.look(nowNanos);
      guard.look(nowNanos + HOLD);
      readings = List.of(new Reading("heap", 1, 99));
      guard.look(nowNanos + HOLD);
      guard.look(nowNanos + 2 * HOLD);

      GuardStatus status = guard.status();

      assertThat(status.state()).isEqualTo(GuardState.SMALLER_BATCHES);
      assertThat(status.readings()).isEqualTo(readings);
      assertThat(status.stepsUp())
          .isEqualTo(Map.of(GuardState.SMALLER_BATCHES, 1L, GuardState.NO_BACKFILL, 1L));
      assertThat(status.stepsDown()).isEqualTo(Map.of(GuardState.SMALLER_BATCHES, 1L));
    }
  }

  /** An engine that has become idle would keep its memory, and the guard its last step. */
  @Test
  void memoryIsAskedForAtEveryLookUntilTheLowWater() {
    try (Guard guard = stillGuard()) {
      long nowNanos = System.nanoTime();
      readings = List.of(new Reading("cuda:0", 99, 1));
      for (int i = 0; i < 5; i++) {
        guard.look(nowNanos + i * HOLD);
      }
      readings = List.of(new Reading("cuda:0", 92, 8));
      guard.look(nowNanos + 5 * HOLD);
      readings = List.of(new Reading("cuda:0", 89, 11));
      guard.look(nowNanos + 5 * HOLD);
    }

    assertThat(timesFreed).isEqualTo(6);
  }

  @Test
  void memoryBetweenTheMarksIsNotAskedForWhileNothingIsGivenUp() {
    try (Guard guard = stillGuard()) {
      readings = List.of(new Reading("cuda:0", 92, 8));
      guard.look(System.nanoTime());
    }

    assertThat(timesFreed).isZero();
  }

  @Test
  void devicesAreNotAskedForHeap() {
    try (Guard guard = stillGuard()) {
      readings = List.of(new Reading("heap", 99, 1));
      guard.look(System.nanoTime());
    }

    assertThat(timesFreed).isZero();
  }

  @Test
  void withoutAReadingNothingChanges() {
    try (Guard guard = stillGuard()) {
      readings = List.of(new Reading("heap", 99, 1));
      guard.look(System.nanoTime());
      readings = List.of();

      guard.look(System.nanoTime() + 9 * HOLD);

      assertThat(guard.status().state()).isEqualTo(GuardState.SMALLER_BATCHES);
    }
  }

  @Test
  void looksByItself() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    try (Guard _ = Guard.start(settings(Duration.ofMillis(1)), () -> see(looks), new Pulled())) {
      assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static List<Reading> see(CountDownLatch looks) {
    looks.countDown();
    return List.of();
  }

  /** Looks only when it is told to. */
  private Guard stillGuard() {
    return Guard.start(settings(Duration.ZERO), () -> readings, new Pulled());
  }

  private static OperationsConfig.Guard settings(Duration interval) {
    return new OperationsConfig.Guard(0.95, 0.9, Duration.ofNanos(HOLD), interval);
  }

  private final class Pulled implements Brakes {
    @Override
    public void shrinkBatches(boolean on) {
      pulled.add("shrink " + on);
    }

    @Override
    public void freeMemory() {
      timesFreed++;
    }

    @Override
    public void pauseBackfill(boolean on) {
      pulled.add("pause " + on);
    }

    @Override
    public void refuseOnline(boolean on) {
      pulled.add("refuse " + on);
    }
  }
}
