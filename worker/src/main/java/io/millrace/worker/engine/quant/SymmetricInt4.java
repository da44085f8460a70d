package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import java.util.Arrays;

/**
 * {@code weight = (nibble - 8) * scale}. The levels go from -8 to 7, so the weight farthest from
 * zero is put at -8, with a negative scale if it is positive: no level is wasted. The first weight
 * of a pair is in the low nibble; the last block of a row is filled up with zeros, as MatMulNBits
 * wants it.
 */
record SymmetricInt4(DType scaleType, int blockElements) implements BlockEncoder {
  private static final int ZERO = 8;
  private static final int LOWEST = -8;
  private static final int HIGHEST = 7;

  @Override
  public float encode(float[] weights, int from, int length, byte[] values, int at) {
    float scale = HalfFloats.roundScale(scaleType, Farthest.of(weights, from, length) / LOWEST);
    float inverse = scale == 0 ? 0 : 1 / scale;
    int pairs = length / 2;
    for (int i = 0; i < pairs; i++) {
      int low = level(weights[from + 2 * i] * inverse);
      int high = level(weights[from + 2 * i + 1] * inverse);
      values[at + i] = (byte) (high << 4 | low);
    }
    Arrays.fill(values, at + pairs, at + blockElements / 2, (byte) (ZERO << 4 | ZERO));
    if (length % 2 == 1) {
      int low = level(weights[from + length - 1] * inverse);
      values[at + pairs] = (byte) (ZERO << 4 | low);
    }
    return scale;
  }

  private static int level(float scaled) {
    return Levels.nearest(scaled, LOWEST, HIGHEST) + ZERO;
  }
}
