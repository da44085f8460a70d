package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineBrakesTest {
  private static final WorkerConfig CONFIG =
      ConfigFile.ofThisProcess()
          .parse(
              """
              fallback: {enabled: true, model: {dimensions: 128}}
              engine: {budgetTokens: 512}
              """);

  @Test
  void batchesOfAllEnginesBecomeSmallerAndLargeAgain() {
    try (EmbeddingEngine engine = ConfiguredEngine.start(CONFIG);
        EmbeddingEngine fallback = ConfiguredEngine.start(CONFIG.withFallbackModel())) {
      EngineBrakes brakes = new EngineBrakes(engine, Optional.of(fallback), Optional.empty());

      brakes.shrinkBatches(true);
      assertThat(engine.stats().budgetTokens()).isEqualTo(256);
      assertThat(fallback.stats().budgetTokens()).isEqualTo(256);

      brakes.shrinkBatches(false);
      assertThat(engine.stats().budgetTokens()).isEqualTo(512);
      assertThat(fallback.stats().budgetTokens()).isEqualTo(512);
    }
  }
}
