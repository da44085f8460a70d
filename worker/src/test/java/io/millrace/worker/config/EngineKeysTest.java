package io.millrace.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineKeysTest {
  @Test
  void defaultsLeaveTheDeviceItsBudget() {
    WorkerConfig.Engine engine = ConfigFile.with(Map.of()).defaults().engine();

    assertThat(engine.device()).isEqualTo(WorkerConfig.Device.AUTO);
    assertThat(engine.devices()).containsExactly(0);
    assertThat(engine.memoryLimitBytes()).isEmpty();
    assertThat(engine.budgetTokens()).isZero();
    assertThat(engine.cacheFolder()).isEmpty();
  }

  @Test
  void librariesGoWhereTheUserKeepsCaches() {
    WorkerConfig config = ConfigFile.with(Map.of("XDG_CACHE_HOME", "/caches")).defaults();

    assertThat(config.engine().cacheFolder()).contains(Path.of("/caches", "millrace"));
  }

  @Test
  void devicesAndPrecisionAreRead() {
    WorkerConfig config =
        parse(
            "model: {precision: int8}\n"
                + "engine: {device: cuda, devices: [0, 1], memoryLimit: 20GiB}");

    assertThat(config.model().precision()).isEqualTo(WorkerConfig.Precision.INT8);
    assertThat(config.engine().device()).isEqualTo(WorkerConfig.Device.CUDA);
    assertThat(config.engine().devices()).containsExactly(0, 1);
    assertThat(config.engine().memoryLimitBytes()).hasValue(20L << 30);
  }

  @Test
  void limitWithoutAUnitIsNamed() {
    assertThatThrownBy(() -> parse("engine: {memoryLimit: '20'}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("engine: \"20\" is no size; write for example 64KiB or 4MiB");
  }

  @Test
  void noDeviceIsNamed() {
    assertThatThrownBy(() -> parse("engine: {devices: []}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("engine: devices is empty, must name at least one");
  }

  @Test
  void unknownPrecisionIsNamed() {
    assertThatThrownBy(() -> parse("model: {precision: fp12}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("model.precision: ");
  }

  private static WorkerConfig parse(String yaml) {
    return ConfigFile.with(Map.of()).parse(yaml);
  }
}
