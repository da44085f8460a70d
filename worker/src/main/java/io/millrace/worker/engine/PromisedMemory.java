package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.device.DeviceMemory;
import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.device.Placement;
import java.util.Optional;

/**
 * What a device had for batches when its model was open, and whether others have taken it since.
 *
 * @param bytes 0 where nothing was promised, or nobody tells
 */
record PromisedMemory(DeviceMemory memory, long bytes) {
  /** Below that, somebody has a good part of it; what drivers take meanwhile is less. */
  private static final double MOST_OF_IT = 0.9;

  PromisedMemory {
    requireNonNull(memory, "memory");
  }

  /**
   * Of a device whose model is open and has run nothing yet.
   *
   * @param before the weights came
   */
  static PromisedMemory of(Placement placement, Optional<Reading> before) {
    DeviceMemory memory = placement.device().memory();
    Optional<Reading> now = memory.read();
    if (placement.memoryLimitBytes().isEmpty() || before.isEmpty() || now.isEmpty()) {
      return none();
    }
    long weightBytes = now.get().usedBytes() - before.get().usedBytes();
    long limitBytes = placement.memoryLimitBytes().getAsLong() - weightBytes;
    return new PromisedMemory(memory, Math.min(limitBytes, now.get().freeBytes()));
  }

  /** Where a batch that does not fit is too large, whoever else is there. */
  static PromisedMemory none() {
    return new PromisedMemory(Optional::empty, 0);
  }

  /** Whether others hold so much of it that a text may fit another time; for an idle device. */
  boolean isHeldByOthers() {
    return memory.read().filter(now -> now.freeBytes() < MOST_OF_IT * bytes).isPresent();
  }
}
