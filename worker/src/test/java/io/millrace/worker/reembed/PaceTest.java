package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.reembed.Pace.Moment;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  @Test
  void beforeTheSecondMomentNoEndIsInSight() {
    add(0, 100, 900, 0);

    assertThat(pace.etaSeconds()).isEmpty();
    assertThat(pace.recordsPerSecond()).isZero();
  }

  @Test
  void theTimeLeftIsTheLagAtThePaceSoFar() {
    add(0, 100, 900, 0);
    add(10, 300, 700, 5000);

    assertThat(pace.recordsPerSecond()).isEqualTo(20);
    assertThat(pace.tokensPerSecond()).isEqualTo(500);
    assertThat(pace.etaSeconds()).hasValue(35);
  }

  @Test
  void whatArrivesMeanwhileMakesItLonger() {
    add(0, 100, 900, 0);
    add(10, 300, 800, 0);

    assertThat(pace.etaSeconds()).hasValue(80);
  }

  @Test
  void aLagThatGrowsHasNoEnd() {
    add(0, 100, 900, 0);
    add(10, 300, 950, 0);

    assertThat(pace.etaSeconds()).isEmpty();
  }

  @Test
  void withoutALagNothingIsLeft() {
    add(0, 100, 0, 0);

    assertThat(pace.etaSeconds()).hasValue(0);
  }

  @Test
  void onlyTheLastMinuteCounts() {
    add(0, 0, 100_000, 0);
    add(100, 10, 100_000, 0);
    add(110, 1010, 99_000, 0);

    assertThat(pace.recordsPerSecond()).isEqualTo(100);
    assertThat(pace.etaSeconds()).hasValue(990);
  }

  private void add(long seconds, long position, long lag, long tokens) {
    pace.add(new Moment(seconds * 1_000_000_000, position, lag, tokens));
  }
}
