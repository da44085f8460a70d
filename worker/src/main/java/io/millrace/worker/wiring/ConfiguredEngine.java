package io.millrace.worker.wiring;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.batch.LaneShares;
import io.millrace.worker.engine.device.DeviceChoice;
import io.millrace.worker.engine.device.DeviceSettings;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.quant.Precision;
import java.util.Optional;

/** Starts the engine that a configuration asks for. */
public final class ConfiguredEngine {
  private ConfiguredEngine() {}

  /**
   * Opens the model and checks that it makes its golden vectors: seconds, or minutes for a large
   * one.
   *
   * @throws ConfigException if settings contradict each other
   * @throws io.millrace.worker.engine.model.ModelException if the model or the device cannot be
   *     used
   */
  public static EmbeddingEngine start(WorkerConfig config) {
    return EmbeddingEngine.start(settings(config), model(config.model()));
  }

  private static ModelSource model(WorkerConfig.Model model) {
    return model.folder().map(ModelSource::folder).orElseGet(ModelSource::builtIn);
  }

  static EngineSettings settings(WorkerConfig config) {
    WorkerConfig.Engine engine = config.engine();
    try {
      return new EngineSettings(
          engine.budgetTokens(),
          engine.queueTokens(),
          engine.linger(),
          shares(engine.shares()),
          engine.onlineWait(),
          engine.tokenizerThreads(),
          engine.threads() == 0 ? Runtime.getRuntime().availableProcessors() : engine.threads(),
          config.model().cut(),
          engine.drainLimit(),
          engine.runLimit(),
          precision(config.model().precision()),
          device(engine));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("engine: " + e.getMessage());
    }
  }

  /** The names in the configuration are the engine's, and {@code auto}. */
  private static Optional<Precision> precision(WorkerConfig.Precision chosen) {
    return chosen == WorkerConfig.Precision.AUTO
        ? Optional.empty()
        : Optional.of(Precision.valueOf(chosen.name()));
  }

  private static LaneShares shares(WorkerConfig.Shares shares) {
    return new LaneShares(shares.online(), shares.stream(), shares.backfill());
  }

  private static DeviceSettings device(WorkerConfig.Engine engine) {
    return new DeviceSettings(
        DeviceChoice.valueOf(engine.device().name()),
        engine.devices(),
        engine.memoryLimitBytes(),
        engine.cacheFolder().orElseGet(DeviceSettings::defaultCacheFolder));
  }
}
