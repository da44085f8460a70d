package io.millrace.worker.engine.device;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A GPU as NVIDIA's management library knows it. That library counts all devices of the machine,
 * whatever this process may see, so the device is asked for by its PCI bus id.
 *
 * @param handle of the device; it stays valid
 */
record ManagedGpu(ForeignLibrary library, MemorySegment handle) {
  private static final MemoryLayout[] TWO_ADDRESSES = {ADDRESS, ADDRESS};

  /**
   * Finds it, if there is a driver and the device.
   *
   * @param ordinal as CUDA counts
   */
  static Optional<ManagedGpu> find(int ordinal) {
    return ForeignLibrary.load("libnvidia-ml.so.1")
        .filter(library -> library.call("nvmlInit_v2", new MemoryLayout[0]))
        .flatMap(library ->
            CudaDriver.load()
                .flatMap(driver -> driver.busId(ordinal))
                .flatMap(busId -> find(library, busId)));
  }

  private static Optional<ManagedGpu> find(ForeignLibrary library, String busId) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment device = arena.allocate(ADDRESS);
      return library.call(
              "nvmlDeviceGetHandleByPciBusId_v2", TWO_ADDRESSES, arena.allocateFrom(busId), device)
          ? Optional.of(new ManagedGpu(library, device.get(ADDRESS, 0)))
          : Optional.empty();
    }
  }

  /** Has a function of the library write what it knows of the device; false if it does not. */
  boolean ask(String function, MemorySegment answer) {
    return library.call(function, TWO_ADDRESSES, handle, answer);
  }
}
