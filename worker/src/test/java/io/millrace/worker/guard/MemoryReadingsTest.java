package io.millrace.worker.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.OperationsConfig;
import io.millrace.worker.engine.device.Device;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryReadingsTest {
  private static final OperationsConfig.Guard SETTINGS =
      new OperationsConfig.Guard(0.95, 0.9, Duration.ofSeconds(10), Duration.ofSeconds(1));

  @Test
  @EnabledOnOs(OS.LINUX)
  void hostAndHeapAreReadOnceEach() {
    List<Reading> readings = new MemoryReadings(List.of(new Device.Cpu()), SETTINGS).get();

    assertThat(readings).extracting(Reading::name).containsExactly("host", "heap");
    assertThat(readings).allSatisfy(reading -> assertThat(reading.fill()).isBetween(0.0, 1.0));
    assertThat(readings.getFirst().usedBytes()).isPositive();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceThatDoesNotTellIsLeftOut() {
    List<Reading> readings = new MemoryReadings(List.of(new Device.Cuda(99)), SETTINGS).get();

    assertThat(readings).extracting(Reading::name).containsExactly("host", "heap");
  }
}
