package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.device.DeviceMemory.Reading;
import java.util.Optional;

/**
 * A device that the engine runs on.
 *
 * @param name {@code cpu}, or {@code cuda:0} and so on
 * @param memory what it holds now; empty where nobody tells
 */
public record DeviceStatus(String name, Optional<Reading> memory) {
  public DeviceStatus {
    requireNonNull(name, "name");
    requireNonNull(memory, "memory");
  }
}
