package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdaptiveBudgetTest {
  private final AdaptiveBudget budget = new AdaptiveBudget(1600);

  @Test
  void budgetIsWholeAtFirst() {
    assertThat(budget.tokens(0)).isEqualTo(1600);
  }

  @Test
  void runningOutHalvesIt() {
    budget.ranOutOfMemory(0);

    assertThat(budget.tokens(seconds(29))).isEqualTo(800);
  }

  @Test
  void itNeverComesToNothing() {
    for (int i = 0; i < 40; i++) {
      budget.ranOutOfMemory(0);
    }

    assertThat(budget.tokens(0)).isEqualTo(25);
  }

  @Test
  void itGrowsBackInSteps() {
    budget.ranOutOfMemory(0);

    assertThat(budget.tokens(seconds(30))).isEqualTo(900);
    assertThat(budget.tokens(seconds(59))).isEqualTo(900);
    assertThat(budget.tokens(seconds(60))).isEqualTo(1000);
  }

  @Test
  void itGrowsNoLargerThanItWas() {
    budget.ranOutOfMemory(0);
    int tokens = 0;
    for (int i = 1; i <= 20; i++) {
      tokens = budget.tokens(seconds(30 * i));
    }

    assertThat(tokens).isEqualTo(1600);
  }

  @Test
  void runningOutAgainPutsGrowingOff() {
    budget.ranOutOfMemory(0);
    budget.ranOutOfMemory(seconds(29));

    assertThat(budget.tokens(seconds(58))).isEqualTo(400);
  }

  @Test
  void limitIsAShareOfTheWhole() {
    budget.limit(0.25);
    assertThat(budget.tokens(0)).isEqualTo(400);

    budget.limit(1);
    assertThat(budget.tokens(0)).isEqualTo(1600);
  }

  @Test
  void limitAboveWhatTheDeviceBearsChangesNothing() {
    budget.ranOutOfMemory(0);
    budget.limit(0.75);

    assertThat(budget.tokens(0)).isEqualTo(800);
  }

  @Test
  void runningOutHalvesTheLimitedBudget() {
    budget.limit(0.5);
    budget.ranOutOfMemory(0);

    assertThat(budget.tokens(0)).isEqualTo(400);
    assertThat(budget.tokens(seconds(30))).isEqualTo(500);
  }

  @Test
  void smallestLimitLeavesAToken() {
    budget.limit(1e-9);

    assertThat(budget.tokens(0)).isEqualTo(1);
  }

  @Test
  void limitOfNothingIsRefused() {
    assertThatThrownBy(() -> budget.limit(0))
        .hasMessage("share is 0.0, must be above 0 and at most 1");
    assertThatThrownBy(() -> budget.limit(Double.NaN)).hasMessageContaining("NaN");
  }

  private static long seconds(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
