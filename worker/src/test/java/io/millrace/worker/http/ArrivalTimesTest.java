package io.millrace.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivalTimesTest {
  @Test
  void readingTakesAsLongAsOnASlowLineAndAWhile() {
    ArrivalTimes times = ArrivalTimes.of(TestServers.limits());
    assertThat(Duration.ofNanos(times.readingNanos(0))).isEqualTo(TestServers.LONG);
    assertThat(Duration.ofNanos(times.readingNanos(1 << 30)))
        .isEqualTo(TestServers.LONG.plusSeconds(16 << 10));
  }
}
