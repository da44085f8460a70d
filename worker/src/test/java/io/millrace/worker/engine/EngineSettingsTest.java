package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {
  @Test
  void defaultsAreValid() {
    EngineSettings resolved = EngineSettings.defaults().resolved(1024);

    assertThat(resolved.budgetTokens()).isEqualTo(1024);
    assertThat(resolved.queueTokens()).isEqualTo(128 * 1024);
  }

  @Test
  void everyLaneHasRoomForABatch() {
    assertThatThrownBy(() ->
            new EngineSettings(1000, 3999, Duration.ZERO, 1, 1, OptionalInt.empty(), Duration.ZERO))
        .hasMessage("queueTokens is 3999, must be at least 4000");
  }

  @Test
  void negativeLingerIsNamed() {
    Duration linger = Duration.ofNanos(-1);
    assertThatThrownBy(
            () -> new EngineSettings(1, 4, linger, 1, 1, OptionalInt.empty(), Duration.ZERO))
        .hasMessage("linger is PT-0.000000001S, must not be negative");
  }

  @Test
  void zeroDimensionsAreNamed() {
    assertThatThrownBy(
            () -> new EngineSettings(1, 4, Duration.ZERO, 1, 1, OptionalInt.of(0), Duration.ZERO))
        .hasMessage("dimensions is 0, must be at least 1");
  }
}
