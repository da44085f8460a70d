package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class GoldenReadingTest {
  private final GoldenReading good = reading(0.9999);

  @Test
  void lowerCosineIsWorse() {
    GoldenReading worse = reading(0.99);

    assertThat(good.worseOf(worse)).isSameAs(worse);
    assertThat(worse.worseOf(good)).isSameAs(worse);
  }

  @Test
  void notANumberIsTheWorst() {
    GoldenReading broken = reading(Double.NaN);

    assertThat(good.worseOf(broken)).isSameAs(broken);
    assertThat(broken.worseOf(good)).isSameAs(broken);
  }

  private static GoldenReading reading(double cosine) {
    return new GoldenReading(cosine, Instant.EPOCH);
  }
}
