package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static long seconds(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
