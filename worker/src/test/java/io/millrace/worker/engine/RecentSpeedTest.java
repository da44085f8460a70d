package io.millrace.worker.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecentSpeedTest {
  private final RecentSpeed speed = new RecentSpeed();

  @Test
  void nothingIsKnownBeforeTheFirstBatch() {
    assertThat(speed.tokensPerSecond()).isEmpty();
  }

  @Test
  void firstBatchTellsTheSpeed() {
    speed.ran(1000, MILLISECONDS.toNanos(100));

    assertThat(speed.tokensPerSecond()).hasValue(10_000);
  }

  @Test
  void oldBatchesAreForgotten() {
    speed.ran(1000, MILLISECONDS.toNanos(1));
    for (int i = 0; i < 100; i++) {
      speed.ran(1000, MILLISECONDS.toNanos(100));
    }

    assertThat(speed.tokensPerSecond().orElseThrow()).isCloseTo(10_000, within(10.0));
  }

  @Test
  void fasterBatchReplacesWhatIsKnown() {
    speed.ran(300, MILLISECONDS.toNanos(2000));
    speed.isAtLeast(50, MILLISECONDS.toNanos(10));

    assertThat(speed.tokensPerSecond()).hasValue(5000);
  }

  @Test
  void slowerBatchSaysNothingOfTheMost() {
    speed.ran(1000, MILLISECONDS.toNanos(100));
    speed.isAtLeast(10, MILLISECONDS.toNanos(100));

    assertThat(speed.tokensPerSecond()).hasValue(10_000);
  }

  @Test
  void batchWithoutMeasurableTimeIsNoError() {
    speed.ran(1000, 0);

    assertThat(speed.tokensPerSecond().orElseThrow()).isFinite();
  }
}
