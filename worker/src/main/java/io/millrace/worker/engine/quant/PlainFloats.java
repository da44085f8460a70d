package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import java.nio.ByteBuffer;

/**
 * Floats of another width. A weight that is too large is an error: saturated, it would be wrong.
 */
record PlainFloats(DType type) implements BlockEncoder {
  @Override
  public float encode(float[] weights, int from, int length, ByteBuffer values) {
    for (int i = from; i < from + length; i++) {
      HalfFloats.put(values, type, weights[i]);
    }
    return 1;
  }
}
