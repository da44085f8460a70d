package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;

/**
 * Floats of another width. A weight that is too large is an error: saturated, it would be wrong.
 */
record PlainFloats(DType type) implements BlockEncoder {
  @Override
  public float encode(float[] weights, int from, int length, byte[] values, int at) {
    HalfFloats.round(type, Farthest.of(weights, from, length));
    for (int i = 0; i < length; i++) {
      HalfFloats.put(type, weights[from + i], values, at + i * type.bytes());
    }
    return 1;
  }
}
