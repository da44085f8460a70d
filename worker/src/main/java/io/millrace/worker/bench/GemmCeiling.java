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
import java.util.List;

/** The Gemms of a network alone, one batch after the other: what the engine is held against. */
final class GemmCeiling {
  private static final int FEWEST_RUNS = 2;

  private final EngineSettings settings;
  private final MeasuredDevices devices;
  private final Duration time;

  /**
   * Measures nothing yet.
   *
   * @param settings of the engine, which has been closed
   * @param time to measure each device, at least
   */
  GemmCeiling(EngineSettings settings, MeasuredDevices devices, Duration time) {
    this.settings = settings;
    this.devices = devices;
    this.time = time;
  }

  /** One device's. */
  record Measured(
      String precision, double tokensPerSecond, double operationsPerToken, double seconds) {}

  /**
   * Runs a batch to warm up and then as many as the time holds, on one device after the other.
   *
   * @param ids of a batch as large as the engine's
   * @param engineTokensPerSecond the engine's own rate
   * @return the sum of all devices
   * @throws ModelException if a device fails
   */
  Ceiling measure(Qwen3Checkpoint checkpoint, int[] ids, double engineTokensPerSecond) {
    return together(
        devices.all().stream().map(device -> measure(device, checkpoint, ids)).toList(),
        engineTokensPerSecond);
  }

  static Ceiling together(List<Measured> each, double engineTokensPerSecond) {
    double rate = each.stream().mapToDouble(Measured::tokensPerSecond).sum();
    return new Ceiling(
        each.getFirst().precision(),
        rounded(rate),
        fine(engineTokensPerSecond / rate),
        fine(rate * each.getFirst().operationsPerToken() / 1e12),
        rounded(each.stream().mapToDouble(Measured::seconds).sum()));
  }

  private Measured measure(Device device, Qwen3Checkpoint checkpoint, int[] ids) {
    try (Qwen3Gemms gemms = open(device, checkpoint)) {
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
      return new Measured(
          gemms.precision().label(),
          runs * 1e9 * ids.length / nanos,
          gemms.operationsPerToken(),
          nanos / 1e9);
    }
  }

  private Qwen3Gemms open(Device device, Qwen3Checkpoint checkpoint) {
    Placement placement = new Placement(device, settings.intraOpThreads(), settings.device());
    return Qwen3Gemms.open(
        checkpoint,
        settings.precision(),
        settings.device().cacheFolder(),
        SessionSettings.on(placement));
  }
}
