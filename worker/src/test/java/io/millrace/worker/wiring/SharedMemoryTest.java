package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.device.Device;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedMemoryTest {
  private static final List<Device> GPU = List.of(new Device.Cuda(1));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "engine: {memoryLimit: 20GiB}",
        "fallback: {memoryLimit: 4GiB}",
      })
  void twoModelsOnAGpuBothNeedALimit(String yaml) {
    assertThatThrownBy(() -> SharedMemory.requireShares(config(yaml), GPU))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "fallback.memoryLimit: two models share cuda:1; both engine.memoryLimit and"
                + " fallback.memoryLimit must say how much each may take, for example 20GiB");
  }

  @Test
  void twoModelsThatHaveLimitsShareAGpu() {
    WorkerConfig config = config("{engine: {memoryLimit: 20GiB}, fallback: {memoryLimit: 4GiB}}");

    assertThatCode(() -> SharedMemory.requireShares(config, GPU)).doesNotThrowAnyException();
  }

  @Test
  void onTheProcessorNoLimitIsNeeded() {
    assertThatCode(() -> SharedMemory.requireShares(config("{}"), List.of(new Device.Cpu())))
        .doesNotThrowAnyException();
  }

  @Test
  void whoAsksForAGpuByNameIsToldBeforeAModelIsLoaded() {
    WorkerConfig config =
        config(
            """
            engine: {device: cuda}
            fallback: {enabled: true}
            model: {path: there-is-no-such-folder}
            http: {enabled: false}
            """);

    assertThatThrownBy(() -> RunningWorker.serve(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("fallback.memoryLimit: two models share cuda:0");
  }

  private static WorkerConfig config(String yaml) {
    return ConfigFile.ofThisProcess().parse(yaml);
  }
}
