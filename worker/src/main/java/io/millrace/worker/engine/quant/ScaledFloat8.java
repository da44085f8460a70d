package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;

/** {@code weight = float8 * scale}, the largest weight of a block at the largest float8. */
record ScaledFloat8(DType scaleType) implements BlockEncoder {
  @Override
  public float encode(float[] weights, int from, int length, byte[] values, int at) {
    float largest = Math.abs(Farthest.of(weights, from, length));
    float scale = HalfFloats.roundScale(scaleType, largest / Float8.MAX);
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = 0; i < length; i++) {
      values[at + i] = Float8.encode(weights[from + i] * inverse);
    }
    return scale;
  }
}
