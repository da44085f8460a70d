package io.millrace.worker.engine.device;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A GPU's memory, as NVIDIA's management library tells it. */
public record CudaMemory(int ordinal) implements DeviceMemory {
  @Override
  public Optional<Reading> read() {
    return ManagedGpu.find(ordinal).flatMap(CudaMemory::read);
  }

  /** Product name of the device. */
  public Optional<String> deviceName() {
    return CudaDriver.load().flatMap(driver -> driver.name(ordinal));
  }

  private static Optional<Reading> read(ManagedGpu gpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment totalFreeUsed = arena.allocate(JAVA_LONG, 3);
      return gpu.ask("nvmlDeviceGetMemoryInfo", totalFreeUsed)
          ? Optional.of(
              new Reading(
                  totalFreeUsed.getAtIndex(JAVA_LONG, 2), totalFreeUsed.getAtIndex(JAVA_LONG, 1)))
          : Optional.empty();
    }
  }
}
