package io.millrace.worker.wiring;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.device.Device;
import java.util.List;

/** The memory of GPUs that the engines of two models share. */
final class SharedMemory {
  private SharedMemory() {}

  /**
   * As below, for GPUs that the configuration asks for by name: before a model is loaded.
   *
   * @throws ConfigException if nobody says how much each may take
   */
  static void requireShares(WorkerConfig config) {
    if (config.engine().device() == WorkerConfig.Device.CUDA) {
      requireShares(
          config, config.engine().devices().stream().<Device>map(Device.Cuda::new).toList());
    }
  }

  /**
   * Whoever takes what is free would take what the other counts on for its batches.
   *
   * @param devices of both engines
   * @throws ConfigException if nobody says how much each may take
   */
  static void requireShares(WorkerConfig config, List<Device> devices) {
    boolean shared = devices.stream().anyMatch(Device.Cuda.class::isInstance);
    if (shared
        && (config.engine().memoryLimit().isEmpty() || config.fallback().memoryLimit().isEmpty())) {
      throw new ConfigException(
          "fallback.memoryLimit: two models share %s; both engine.memoryLimit and fallback.memoryLimit must say how much each may take, for example 20GiB"
              .formatted(devices.getFirst()));
    }
  }
}
