package io.millrace.worker.engine.device;

import java.util.Optional;

/** Asks how much of a device's memory is in use. */
@FunctionalInterface
public interface DeviceMemory {
  /**
   * A reading.
   *
   * @param usedBytes on a GPU all processes together, on a CPU this one's resident pages
   * @param freeBytes what could still be taken
   */
  record Reading(long usedBytes, long freeBytes) {}

  /** A reading; empty where nobody tells. */
  Optional<Reading> read();
}
