package io.millrace.worker.engine.quant;

/**
 * E4M3FN: a sign, 4 bits of exponent with bias 7, 3 bits of fraction, no infinity, one NaN a sign
 * (Micikevicius et al. 2022, "FP8 formats for deep learning").
 */
final class Float8 {
  static final float MAX = 448;

  private static final int MAX_BITS = 0x7E;
  private static final int NAN_BITS = 0x7F;
  private static final float SMALLEST_NORMAL = 0x1p-6f;

  /** Subnormal numbers are multiples of this one's inverse. */
  private static final float SUBNORMAL_STEPS = 0x1p9f;

  private static final int DROPPED_BITS = 20;
  private static final int BIAS_DIFFERENCE = (127 - 7) << 3;

  private Float8() {}

  /** The nearest number, ties to even; what is larger than the largest becomes the largest. */
  static byte encode(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 24) & 0x80;
    float absolute = Math.abs(value);
    if (Float.isNaN(value)) {
      return (byte) (sign | NAN_BITS);
    }
    if (absolute < SMALLEST_NORMAL) {
      return (byte) (sign | (int) Math.rint(absolute * SUBNORMAL_STEPS));
    }
    int magnitude = bits & 0x7FFF_FFFF;
    int rounded = magnitude + 0x7_FFFF + ((magnitude >>> DROPPED_BITS) & 1);
    return (byte) (sign | Math.min((rounded >>> DROPPED_BITS) - BIAS_DIFFERENCE, MAX_BITS));
  }
}
