package io.millrace.worker.engine.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A GPU's memory, as NVIDIA's management library tells it. That library counts all devices of the
 * machine, whatever this process may see, so the device is asked for by its PCI bus id.
 */
public record CudaMemory(int ordinal) implements DeviceMemory {
  @Override
  public Optional<Reading> read() {
    return ForeignLibrary.load("libnvidia-ml.so.1")
        .filter(library -> library.call("nvmlInit_v2", new MemoryLayout[0]))
        .flatMap(library ->
            CudaDriver.load()
                .flatMap(driver -> driver.busId(ordinal))
                .flatMap(busId -> read(library, busId)));
  }

  /** Product name of the device. */
  public Optional<String> deviceName() {
    return CudaDriver.load().flatMap(driver -> driver.name(ordinal));
  }

  private static Optional<Reading> read(ForeignLibrary library, String busId) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment device = arena.allocate(ADDRESS);
      MemorySegment totalFreeUsed = arena.allocate(JAVA_LONG, 3);
      MemoryLayout[] twoAddresses = {ADDRESS, ADDRESS};
      boolean known =
          library.call(
                  "nvmlDeviceGetHandleByPciBusId_v2",
                  twoAddresses,
                  arena.allocateFrom(busId),
                  device)
              && library.call(
                  "nvmlDeviceGetMemoryInfo", twoAddresses, device.get(ADDRESS, 0), totalFreeUsed);
      return known
          ? Optional.of(
              new Reading(
                  totalFreeUsed.getAtIndex(JAVA_LONG, 2), totalFreeUsed.getAtIndex(JAVA_LONG, 1)))
          : Optional.empty();
    }
  }
}
