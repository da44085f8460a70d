package io.millrace.worker.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OnlineWaitTest {
  private static final int BUDGET = 1600;

  private final OnlineWait wait = new OnlineWait(Duration.ofMillis(20));

  @Test
  void withoutQueriesNothingIsLimited() {
    wait.textCame(Lane.STREAM, 0);
    wait.batchRan(batch(Lane.STREAM, 1000, 100), 0);

    assertThat(wait.mostTokens(0, BUDGET)).isEmpty();
  }

  @Test
  void whileQueriesComeABatchHasWhatTheDeviceDoesInTheWait() {
    wait.batchRan(batch(Lane.STREAM, 1000, 100), 0);
    wait.textCame(Lane.ONLINE, 0);

    assertThat(wait.mostTokens(MILLISECONDS.toNanos(999), BUDGET)).hasValue(200);
  }

  @Test
  void aSecondAfterTheLastQueryNothingIsLimited() {
    wait.batchRan(batch(Lane.STREAM, 1000, 100), 0);
    wait.textCame(Lane.ONLINE, 0);

    assertThat(wait.mostTokens(MILLISECONDS.toNanos(1000), BUDGET)).isEmpty();
  }

  @Test
  void anAnsweredQueryIsAsRecentAsOneThatCame() {
    wait.batchRan(batch(Lane.STREAM, 1000, 100), 0);
    wait.textCame(Lane.ONLINE, 0);
    wait.batchRan(batch(Lane.ONLINE, 10, 900), MILLISECONDS.toNanos(900));

    assertThat(wait.mostTokens(MILLISECONDS.toNanos(1000), BUDGET)).hasValue(200);
  }

  @Test
  void batchesOfQueriesDoNotCount() {
    wait.batchRan(batch(Lane.STREAM, 1000, 100), 0);
    wait.batchRan(batch(Lane.ONLINE, 10, 100), 0);
    wait.textCame(Lane.ONLINE, 0);

    assertThat(wait.mostTokens(0, BUDGET)).hasValue(200);
  }

  @Test
  void unknownSpeedLimitsNothingButIsHeldBack() {
    wait.textCame(Lane.ONLINE, 0);

    assertThat(wait.mostTokens(0, BUDGET).orElseThrow()).isGreaterThan(1_000_000);
  }

  @Test
  void fixedCostAboveTheWaitDoesNotShrinkBatchesToOneText() {
    wait.textCame(Lane.ONLINE, 0);
    wait.batchRan(batch(Lane.STREAM, 1600, 25 + 160), 0);
    for (int i = 0; i < 500; i++) {
      int tokens = wait.mostTokens(0, BUDGET).orElseThrow();
      wait.batchRan(batch(Lane.STREAM, tokens, 25 + tokens / 10), 0);
    }

    assertThat(wait.mostTokens(0, BUDGET)).hasValue(BUDGET / 16);
  }

  @Test
  void smallestBudgetStillHasAToken() {
    wait.batchRan(batch(Lane.STREAM, 1, 60_000), 0);
    wait.textCame(Lane.ONLINE, 0);

    assertThat(wait.mostTokens(0, 1)).hasValue(1);
  }

  @Test
  void fixedCostOfABatchIsLearned() {
    wait.textCame(Lane.ONLINE, 0);
    wait.batchRan(batch(Lane.STREAM, 1000, 5 + 100), 0);
    for (int i = 0; i < 500; i++) {
      int tokens = wait.mostTokens(0, BUDGET).orElseThrow();
      wait.batchRan(batch(Lane.STREAM, tokens, 5 + tokens / 10), 0);
    }

    assertThat(wait.mostTokens(0, BUDGET).orElseThrow()).isBetween(150, 159);
  }

  @Test
  void zeroSwitchesItOff() {
    OnlineWait off = new OnlineWait(Duration.ZERO);
    off.textCame(Lane.ONLINE, 0);

    assertThat(off.mostTokens(0, BUDGET)).isEmpty();
  }

  private static RanBatch batch(Lane first, long tokens, long millis) {
    return new RanBatch(first, tokens, tokens, MILLISECONDS.toNanos(millis));
  }
}
