package io.millrace.worker.engine.device;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.worker.engine.model.ModelException;
import java.util.OptionalLong;

/**
 * Where a session goes and what it may take there.
 *
 * @param intraOpThreads threads of the host that work on one batch, the caller's among them
 * @param memoryLimitBytes most memory of the device, weights included; empty for no limit
 */
public record Placement(Device device, int intraOpThreads, OptionalLong memoryLimitBytes) {
  /** What a budget may count on of the memory that is free; the rest is for what nobody counted. */
  private static final double DEFAULT_SHARE_OF_FREE = 0.9;

  public Placement {
    requireNonNull(device, "device");
    requireNonNull(memoryLimitBytes, "memoryLimitBytes");
  }

  /**
   * Without a limit of the user's, a GPU gives nine tenths of what is free before the weights come.
   */
  public Placement(Device device, int intraOpThreads, DeviceSettings settings) {
    this(device, intraOpThreads, limit(device, settings));
  }

  /**
   * Makes the device run the sessions of these options.
   *
   * @param weightBytes size of the weights on the device
   * @throws ModelException if the limit leaves nothing beside the weights
   */
  public void apply(SessionOptions options, long weightBytes) throws OrtException {
    options.setIntraOpNumThreads(intraOpThreads);
    if (memoryLimitBytes.isPresent() && memoryLimitBytes.getAsLong() <= weightBytes) {
      throw new ModelException(
          "engine.memoryLimit leaves %d MiB on %s, the weights alone take %d MiB"
              .formatted(memoryLimitBytes.getAsLong() >> 20, device, weightBytes >> 20));
    }
    device.register(options, memoryLimitBytes.orElse(weightBytes) - weightBytes);
  }

  private static OptionalLong limit(Device device, DeviceSettings settings) {
    if (settings.memoryLimitBytes().isPresent() || device instanceof Device.Cpu) {
      return settings.memoryLimitBytes();
    }
    return device
        .memory()
        .read()
        .map(reading -> OptionalLong.of((long) (reading.freeBytes() * DEFAULT_SHARE_OF_FREE)))
        .orElseGet(OptionalLong::empty);
  }
}
