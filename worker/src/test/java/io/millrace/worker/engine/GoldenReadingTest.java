package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.engine.GoldenReading.Reference;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GoldenReadingTest {
  private static final Instant EARLY = Instant.EPOCH;
  private static final Instant LATE = EARLY.plusSeconds(60);

  @Test
  void lowerCosineAndEarlierTimeAreTheWorst() {
    GoldenReading closeAndOld = reading(0.9999, EARLY);
    GoldenReading farAndNew = reading(0.99, LATE);

    assertThat(closeAndOld.worst(farAndNew)).isEqualTo(reading(0.99, EARLY));
    assertThat(farAndNew.worst(closeAndOld)).isEqualTo(reading(0.99, EARLY));
  }

  @Test
  void notANumberIsTheWorst() {
    GoldenReading good = reading(0.9999, EARLY);
    GoldenReading broken = reading(Double.NaN, EARLY);

    assertThat(good.worst(broken).lowestCosine()).isNaN();
    assertThat(broken.worst(good).lowestCosine()).isNaN();
  }

  private static GoldenReading reading(double cosine, Instant time) {
    return new GoldenReading(cosine, time, Reference.OWN);
  }
}
