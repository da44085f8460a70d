package io.millrace.worker.engine.device;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where the engine runs.
 *
 * @param ordinals GPUs to use, as CUDA counts them; the CPU is always one device
 * @param memoryLimitBytes most memory of a device that the engine may take, weights included; empty
 *     for a share of what is free
 * @param cacheFolder where native libraries are unpacked to, once for each version, and converted
 *     weights whose checkpoint lies where nothing can be written
 */
public record DeviceSettings(
    DeviceChoice choice, List<Integer> ordinals, OptionalLong memoryLimitBytes, Path cacheFolder) {
  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException that names the component and its bound
   */
  public DeviceSettings {
    requireNonNull(choice, "choice");
    ordinals = List.copyOf(ordinals);
    requireNonNull(memoryLimitBytes, "memoryLimitBytes");
    requireNonNull(cacheFolder, "cacheFolder");
    if (ordinals.isEmpty() || new HashSet<>(ordinals).size() < ordinals.size()) {
      throw new IllegalArgumentException(
          "devices is %s, must name at least one, and each once".formatted(ordinals));
    }
    if (ordinals.stream().anyMatch(ordinal -> ordinal < 0)) {
      throw new IllegalArgumentException("devices is %s, must not be negative".formatted(ordinals));
    }
    if (memoryLimitBytes.isPresent() && memoryLimitBytes.getAsLong() < 1) {
      throw new IllegalArgumentException("memoryLimit is 0, must be at least 1B");
    }
  }

  /** The CPU, without a limit. */
  public static DeviceSettings cpu() {
    return new DeviceSettings(
        DeviceChoice.CPU, List.of(0), OptionalLong.empty(), defaultCacheFolder());
  }

  /** {@code .cache/millrace} in the user's home. */
  public static Path defaultCacheFolder() {
    return Path.of(System.getProperty("user.home", ""), ".cache", "millrace");
  }
}
