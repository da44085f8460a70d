package io.millrace.worker.wiring;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.model.ModelSource;

/** Starts the engine that a configuration asks for. */
public final class ConfiguredEngine {
  private ConfiguredEngine() {}

  public static EmbeddingEngine start(WorkerConfig config) {
    return EmbeddingEngine.start(settings(config), model(config.model()));
  }

  private static ModelSource model(WorkerConfig.Model model) {
    return model.folder().map(ModelSource::folder).orElseGet(ModelSource::builtIn);
  }

  private static EngineSettings settings(WorkerConfig config) {
    WorkerConfig.Engine engine = config.engine();
    try {
      return new EngineSettings(
          engine.budgetTokens(),
          engine.queueTokens(),
          engine.linger(),
          engine.tokenizerThreads(),
          engine.threads() == 0 ? Runtime.getRuntime().availableProcessors() : engine.threads(),
          config.model().cut(),
          engine.drainLimit());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("engine: " + e.getMessage());
    }
  }
}
