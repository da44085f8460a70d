package io.millrace.worker.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.OperationsConfig;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardStepsTest {
  private static final long HOLD = Duration.ofSeconds(10).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int LOOKS = 20_000;
  private static final OperationsConfig.Guard SETTINGS =
      new OperationsConfig.Guard(0.95, 0.9, Duration.ofNanos(HOLD), Duration.ofNanos(SECOND));

  private final GuardSteps steps = new GuardSteps(SETTINGS, 0);

  @Test
  void theFirstStepIsTakenAtOnce() {
    assertThat(steps.look(0.96, 1)).isEqualTo(GuardState.SMALLER_BATCHES);
  }

  @Test
  void eachFurtherStepIsGivenTimeToWork() {
    assertThat(steps.look(0.96, 0)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.96, HOLD - 1)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.96, HOLD)).isEqualTo(GuardState.NO_BACKFILL);
    assertThat(steps.look(0.96, 2 * HOLD)).isEqualTo(GuardState.NO_ONLINE);
    assertThat(steps.look(0.96, 9 * HOLD)).isEqualTo(GuardState.NO_ONLINE);
  }

  @Test
  void betweenTheMarksNothingMoves() {
    assertThat(steps.look(0.92, 0)).isEqualTo(GuardState.OPEN);
    assertThat(steps.look(0.96, 1)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.95, 2 * HOLD)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.9, 9 * HOLD)).isEqualTo(GuardState.SMALLER_BATCHES);
  }

  /** A memory that is full in four looks of five is full. */
  @Test
  void aDipBetweenTheMarksDoesNotHoldUpTheNextStep() {
    GuardState state = GuardState.OPEN;
    for (int i = 0; i <= 2 * HOLD / SECOND; i++) {
      state = steps.look(i % 5 == 4 ? 0.949 : 0.99, i * SECOND);
    }

    assertThat(state).isEqualTo(GuardState.NO_ONLINE);
  }

  @Test
  void aMomentBelowTheLowWaterIsNotEnough() {
    assertThat(steps.look(0.96, 0)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.8, HOLD - 2)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.96, HOLD - 1)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.8, 3 * HOLD)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.8, 4 * HOLD)).isEqualTo(GuardState.OPEN);
  }

  @Test
  void theFirstStepIsNotTakenAgainRightAfterItWasTakenBack() {
    assertThat(steps.look(0.96, 0)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.8, HOLD)).isEqualTo(GuardState.SMALLER_BATCHES);
    assertThat(steps.look(0.8, 2 * HOLD)).isEqualTo(GuardState.OPEN);
    assertThat(steps.look(0.96, 2 * HOLD + 1)).isEqualTo(GuardState.OPEN);
    assertThat(steps.look(0.96, 3 * HOLD)).isEqualTo(GuardState.SMALLER_BATCHES);
  }

  /** Whatever the memory does: one step at a time, and none sooner than the hold after another. */
  @Test
  void noStepIsSkippedAndNoneComesTooSoon() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    GuardState before = GuardState.OPEN;
    long nowNanos = 0;
    long steppedNanos = -HOLD;
    double fill = 0.9;
    for (int i = 0; i < LOOKS; i++) {
      nowNanos += random.nextLong(3 * SECOND);
      fill = Math.clamp(fill + 0.02 * random.nextGaussian(), 0.8, 1);

      GuardState after = steps.look(fill, nowNanos);

      if (after != before) {
        assertThat(after).as("seed %d", seed).isIn(before.up(), before.down());
        assertThat(nowNanos - steppedNanos).as("seed %d", seed).isGreaterThanOrEqualTo(HOLD);
        assertThat(fill > 0.95).as("seed %d", seed).isEqualTo(after == before.up());
        steppedNanos = nowNanos;
        before = after;
      }
    }
    assertThat(steppedNanos).as("seed %d", seed).isPositive();
  }

  @Test
  void lowReadingsLeadBackFromEverywhere() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    long nowNanos = 0;
    for (int i = 0; i < 1000; i++) {
      nowNanos += random.nextLong(HOLD);
      var _ = steps.look(random.nextDouble(0.9, 1), nowNanos);
    }

    for (int i = 0; i <= 4 * 10; i++) {
      nowNanos += SECOND;
      var _ = steps.look(random.nextDouble(0.9), nowNanos);
    }

    assertThat(steps.look(0.5, nowNanos)).as("seed %d", seed).isEqualTo(GuardState.OPEN);
  }
}
