package io.millrace.worker.engine.device;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How busy a GPU is, as NVIDIA's management library tells it: the share of its last sample period,
 * a sixth of a second to a second, in which any kernel ran.
 */
record CudaUtilization(int ordinal) {
  private static final double PERCENT = 100;

  OptionalDouble read() {
    Optional<ManagedGpu> gpu = ManagedGpu.find(ordinal);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment gpuAndMemory = arena.allocate(JAVA_INT, 2);
      return gpu.isPresent() && gpu.get().ask("nvmlDeviceGetUtilizationRates", gpuAndMemory)
          ? OptionalDouble.of(gpuAndMemory.get(JAVA_INT, 0) / PERCENT)
          : OptionalDouble.empty();
    }
  }
}
