package io.millrace.worker.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.model.ModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DevicesTest {
  @Test
  void cpuIsOneDevice() {
    assertThat(Devices.choose(settings(DeviceChoice.CPU, 0, 1))).hasSize(1);
  }

  @Test
  void deviceThatIsNamedTwiceIsRefused() {
    assertThatThrownBy(() -> settings(DeviceChoice.CUDA, 1, 1))
        .hasMessage("devices is [1, 1], must name at least one, and each once");
  }

  /** The build without a profile has no CUDA provider. */
  @Test
  @Tag("cpu")
  void gpuThatIsAskedForByNameMustBeThere() {
    assertThatThrownBy(() -> Devices.choose(settings(DeviceChoice.CUDA, 0)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("engine.device is cuda, but ")
        .hasMessageContaining("-Pgpu");
  }

  @Test
  @Tag("cpu")
  void withoutAGpuAutoIsTheCpu() {
    assertThat(Devices.choose(settings(DeviceChoice.AUTO, 0))).containsExactly(new Device.Cpu());
  }

  private static DeviceSettings settings(DeviceChoice choice, Integer... ordinals) {
    return new DeviceSettings(choice, List.of(ordinals), OptionalLong.empty(), Path.of("unused"));
  }
}
