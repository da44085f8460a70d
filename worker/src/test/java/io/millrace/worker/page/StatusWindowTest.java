package io.millrace.worker.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusWindowTest {
  private final StatusWindow window = new StatusWindow();

  @Test
  void theFirstStatusHasNoRates() {
    assertThat(add(100, 0).texts()).isZero();
  }

  @Test
  void ratesAreOfTheLastFiveSeconds() {
    add(0, 0);
    add(1000, 1);
    for (int second = 2; second <= 6; second++) {
      add(1000, second);
    }

    assertThat(add(1010, 6.5).texts()).isEqualTo(10 / 4.5, within(1e-9));
  }

  @Test
  void aPauseIsAveragedOver() {
    add(0, 0);

    assertThat(add(600, 60).texts()).isEqualTo(10);
  }

  private Rates add(long texts, double seconds) {
    return window.add(
        TestStatus.engineAfter(texts), Duration.ofMillis((long) (seconds * 1000)).toNanos());
  }
}
