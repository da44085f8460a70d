package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import java.util.Arrays;

/**
 * {@code weight = (byte - 128) * scale}, the largest weight of a block at 127 or -127. The last
 * block of a row is filled up with zeros, as MatMulNBits wants it.
 */
record SymmetricInt8(DType scaleType, int blockElements) implements BlockEncoder {
  private static final int ZERO = 128;
  private static final int LIMIT = 127;

  @Override
  public float encode(float[] weights, int from, int length, byte[] values, int at) {
    float largest = Math.abs(Farthest.of(weights, from, length));
    float scale = HalfFloats.roundScale(scaleType, largest / LIMIT);
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = 0; i < length; i++) {
      int level = Levels.nearest(weights[from + i] * inverse, -LIMIT, LIMIT);
      values[at + i] = (byte) (level + ZERO);
    }
    Arrays.fill(values, at + length, at + blockElements, (byte) ZERO);
    return scale;
  }
}
