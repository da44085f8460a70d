package io.millrace.worker.bench;

import static io.millrace.worker.bench.EngineReport.fine;
import static io.millrace.worker.bench.EngineReport.rounded;

import io.millrace.worker.bench.EngineReport.Ceiling;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.Network.Qwen3Checkpoint;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.qwen3.Qwen3Gemms;
import java.time.Duration;

/** The Gemms of a network alone, one batch after the other: what the engine is held against. */
final class GemmCeiling {
  private static final int FEWEST_RUNS = 2;

  private final EngineSettings settings;
  private final Device device;
  private final Duration time;

  /**
   * Measures nothing yet.
   *
   * @param settings of the engine, which has been closed
   * @param time to measure, at least
   */
  GemmCeiling(EngineSettings settings, Device device, Duration time) {
    this.settings = settings;
    this.device = device;
    this.time = time;
  }

  /**
   * Runs a batch to warm up and then as many as the time holds.
   *
   * @param ids of a batch as large as the engine's
   * @param engineTokensPerSecond the engine's own rate
   * @throws ModelException if the device fails
   */
  Ceiling measure(Qwen3Checkpoint checkpoint, int[] ids, double engineTokensPerSecond) {
    try (Qwen3Gemms gemms = open(checkpoint)) {
      Runnable batch = gemms.batch(ids);
      batch.run();
      long startNanos = System.nanoTime();
      long nanos = 0;
      int runs = 0;
      while (runs < FEWEST_RUNS || nanos < time.toNanos()) {
        batch.run();
        runs++;
        nanos = System.nanoTime() - startNanos;
      }
      double rate = runs * 1e9 * ids.length / nanos;
      return new Ceiling(
          gemms.precision().label(),
          rounded(rate),
          fine(engineTokensPerSecond / rate),
          fine(rate * gemms.operationsPerToken() / 1e12),
          rounded(nanos / 1e9));
    }
  }

  private Qwen3Gemms open(Qwen3Checkpoint checkpoint) {
    Placement placement = new Placement(device, settings.intraOpThreads(), settings.device());
    return Qwen3Gemms.open(
        checkpoint,
        settings.precision(),
        settings.device().cacheFolder(),
        SessionSettings.on(placement));
  }
}
