package io.millrace.worker.engine.quant;

/** Encodes one block of weights after the other. Without state, so any thread may. */
interface BlockEncoder {
  /**
   * Puts the encoded block into {@code values}, from {@code at} on.
   *
   * @return the scale, which is a number of the scales' type; 0 for a block of zeros
   * @throws WeightRangeException if a weight is NaN, infinite or too large for the format
   */
  float encode(float[] weights, int from, int length, byte[] values, int at);
}
