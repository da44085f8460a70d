package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EngineSettings;
import org.junit.jupiter.api.Test;

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
}
