package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.model.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredEngineTest {
  private final WorkerConfig defaults = ConfigFile.ofThisProcess().defaults();

  /** Tests of the engine run with the latter, people with the former. */
  @Test
  void defaultsOfTheConfigurationAreThoseOfTheEngineAndTheChunks() {
    assertThat(ConfiguredEngine.settings(defaults))
        .usingRecursiveComparison()
        .ignoringFields("device")
        .isEqualTo(EngineSettings.defaults());
    assertThat(defaults.chunks().overlapTokens()).isEqualTo(ChunkSettings.DEFAULT_OVERLAP_TOKENS);
  }

  /** Its golden vectors would be held against the bounds of 4 bits. */
  @ParameterizedTest
  @ValueSource(strings = {"int4", "fp32"})
  void aPrecisionIsRefusedForAModelThatComesAsAnOnnxFile(String precision) {
    WorkerConfig config =
        ConfigFile.ofThisProcess().parse("model: {precision: %s}".formatted(precision));

    assertThatThrownBy(() -> ConfiguredEngine.start(config).close())
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("model.precision is %s, must be auto: ", precision)
        .hasMessageEndingWith(" is an ONNX file, which runs as it is");
  }
}
