package io.millrace.worker.engine.device;

import java.util.List;
import java.util.OptionalLong;

/** The GPU that tests run on. */
public final class Cuda {
  /** The first that this process may see. */
  public static final Device GPU = new Device.Cuda(0);

  private Cuda() {}

  /** Fails without ONNX Runtime's provider or without the GPU, and says which. */
  public static void require() {
    DeviceSettings settings = settings(OptionalLong.empty());
    NativeLibraries.prepare(settings.cacheFolder());
    Devices.choose(settings);
  }

  /** On this GPU. */
  public static DeviceSettings settings(OptionalLong memoryLimitBytes) {
    return new DeviceSettings(
        DeviceChoice.CUDA, List.of(0), memoryLimitBytes, DeviceSettings.defaultCacheFolder());
  }
}
