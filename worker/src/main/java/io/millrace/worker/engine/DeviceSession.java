package io.millrace.worker.engine;

import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.Optional;

/**
 * A model on one device.
 *
 * @param golden of this very session
 * @param before the device's memory before the weights were there, if it tells
 */
record DeviceSession(
    Placement placement, VectorModel vectors, GoldenCheck golden, Optional<Reading> before)
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
