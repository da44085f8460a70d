package io.millrace.worker.engine.quant;

import java.nio.ByteBuffer;

/** Encodes one block of finite weights after the other. Without state, so any thread may. */
interface BlockEncoder {
  /**
   * Puts the encoded block into {@code values}.
   *
   * @return the scale, which is a number of the scales' type; 0 for a block of zeros
   * @throws WeightRangeException if a weight is too large for the format
   */
  float encode(float[] weights, int from, int length, ByteBuffer values);

  static float largest(float[] weights, int from, int length) {
    float largest = 0;
    for (int i = from; i < from + length; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    return largest;
  }
}
