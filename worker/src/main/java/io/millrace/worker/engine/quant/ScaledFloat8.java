package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import java.nio.ByteBuffer;

/** {@code weight = float8 * scale}, the largest weight of a block at the largest float8. */
record ScaledFloat8(DType scaleType) implements BlockEncoder {
  @Override
  public float encode(float[] weights, int from, int length, ByteBuffer values) {
    float largest = BlockEncoder.largest(weights, from, length);
    float scale = HalfFloats.roundScale(scaleType, largest / Float8.MAX);
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = from; i < from + length; i++) {
      values.put(Float8.encode(weights[i] * inverse));
    }
    return scale;
  }
}
