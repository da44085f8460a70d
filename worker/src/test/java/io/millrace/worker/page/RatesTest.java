package io.millrace.worker.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.worker.engine.batch.CloseReason;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RatesTest {
  @Test
  void countsAreDividedByTheTimeBetween() {
    Rates rates = Rates.between(TestStatus.after(100), TestStatus.after(180), 4);

    assertThat(rates.texts()).isEqualTo(20);
    assertThat(rates.tokens()).isEqualTo(200);
    assertThat(rates.records()).isEqualTo(20);
    assertThat(rates.closed()).containsOnly(Map.entry(CloseReason.IDLE, 10.0));
    assertThat(rates.usageTokens()).containsExactly(200.0);
  }

  @Test
  void busyIsThePartOfTheTimeThatTheDeviceRan() {
    assertThat(Rates.between(TestStatus.after(0), TestStatus.after(100), 2).busy())
        .isEqualTo(0.25, within(1e-9));
  }

  @Test
  void fillAndPaddingAreThoseOfTheBatchesBetween() {
    Rates rates = Rates.between(TestStatus.after(100), TestStatus.after(180), 4);

    assertThat(rates.fill()).hasValue(32.0 / 64);
    assertThat(rates.padding()).hasValue(6.0 / 16);
  }

  @Test
  void anIdleDeviceHasNeitherFillNorPaddingNorWait() {
    Rates rates = Rates.between(TestStatus.after(100), TestStatus.after(100), 4);

    assertThat(rates.fill()).isEmpty();
    assertThat(rates.padding()).isEmpty();
    assertThat(rates.lanes().getFirst().waitMillis()).isEmpty();
  }

  @Test
  void aLaneTellsHowLongItsTextsWaited() {
    Rates rates = Rates.between(TestStatus.after(100), TestStatus.after(180), 4);

    assertThat(rates.lanes())
        .singleElement()
        .satisfies(lane -> {
          assertThat(lane.texts()).isEqualTo(20);
          assertThat(lane.tokens()).isEqualTo(200);
          assertThat(lane.waitMillis()).isEqualTo(OptionalDouble.of(2));
        });
  }

  @Test
  void aPartThatWasNotThereBeforeBeganAtNothing() {
    Rates rates = Rates.between(TestStatus.engineAfter(0), TestStatus.after(80), 4);

    assertThat(rates.lanes().getFirst().texts()).isEqualTo(20);
    assertThat(rates.usageTokens()).containsExactly(200.0);
    assertThat(rates.records()).isEqualTo(20);
  }

  @Test
  void aTotalThatFellBeganAgain() {
    assertThat(Rates.between(TestStatus.after(100), TestStatus.after(8), 4).texts()).isEqualTo(2);
  }
}
