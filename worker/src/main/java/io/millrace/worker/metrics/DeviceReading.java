package io.millrace.worker.metrics;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.device.DeviceMemory;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a device of the engine stands.
 *
 * @param device its name, such as {@code cuda:0}
 * @param utilization share of the time in which it is busy, 0 to 1
 */
public record DeviceReading(
    String device, Optional<DeviceMemory.Reading> memory, OptionalDouble utilization) {
  public DeviceReading {
    requireNonNull(device, "device");
    requireNonNull(memory, "memory");
    requireNonNull(utilization, "utilization");
  }
}
