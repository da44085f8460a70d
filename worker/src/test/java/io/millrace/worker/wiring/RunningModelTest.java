package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.model.ModelSource;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunningModelTest {
  private static final ModelSource TINY =
      ModelSource.folder(Path.of("src", "test", "resources", "qwen3-tiny"));

  @Test
  void queriesMayDemandTheSpaceOfASourceWithATask() {
    WorkerConfig config =
        ConfigFile.ofThisProcess().parse("source: {topic: tickets, instruction: Find duplicates}");
    try (EmbeddingEngine engine = EmbeddingEngine.start(EngineSettings.defaults(), TINY)) {
      RunningModel model = RunningModel.first(config, engine, Optional.empty());

      assertThat(model.served().documentSpaces())
          .containsExactly(engine.forTask("Find duplicates").space());
    }
  }

  @Test
  void withoutATaskAllDocumentsLieInTheModelsOwnSpace() {
    try (EmbeddingEngine engine = EmbeddingEngine.start(EngineSettings.defaults(), TINY)) {
      RunningModel model =
          RunningModel.first(ConfigFile.ofThisProcess().defaults(), engine, Optional.empty());

      assertThat(model.served().documentSpaces()).isEmpty();
    }
  }
}
