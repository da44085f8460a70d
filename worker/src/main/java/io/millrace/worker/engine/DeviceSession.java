package io.millrace.worker.engine;

import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.device.Placement;
import java.util.Optional;

/**
 * A model on one device.
 *
 * @param golden of this very session
 * @param before the device's memory before the weights were there, if it tells
 * @param memory that it has for batches
 */
record DeviceSession(
    Placement placement,
    DeviceRuns vectors,
    GoldenCheck golden,
    Optional<Reading> before,
    PromisedMemory memory)
    implements AutoCloseable {
  /** How many batches keep the device busy. */
  int runsAtATime() {
    return placement.device().runsAtATime();
  }

  @Override
  public void close() {
    vectors.close();
  }
}
