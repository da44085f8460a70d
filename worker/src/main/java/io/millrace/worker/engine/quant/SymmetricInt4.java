package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import java.nio.ByteBuffer;

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
  public float encode(float[] weights, int from, int length, ByteBuffer values) {
    float scale = HalfFloats.roundScale(scaleType, farthest(weights, from, length) / LOWEST);
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = 0; i < blockElements; i += 2) {
      int low = i < length ? level(weights[from + i] * inverse) : ZERO;
      int high = i + 1 < length ? level(weights[from + i + 1] * inverse) : ZERO;
      values.put((byte) (high << 4 | low));
    }
    return scale;
  }

  private static float farthest(float[] weights, int from, int length) {
    float highest = 0;
    float lowest = 0;
    for (int i = from; i < from + length; i++) {
      highest = Math.max(highest, weights[i]);
      lowest = Math.min(lowest, weights[i]);
    }
    return highest > -lowest ? highest : lowest;
  }

  private static int level(float scaled) {
    return Math.clamp(Math.round(scaled), LOWEST, HIGHEST) + ZERO;
  }
}
