package io.millrace.worker.engine.quant;

/** Whole numbers for scaled weights. */
final class Levels {
  /** A float this large has no fraction: adding it rounds to the nearest, ties to even. */
  private static final float NO_FRACTION = 0x1.8p23f;

  private static final int NO_FRACTION_BITS = Float.floatToRawIntBits(NO_FRACTION);

  private Levels() {}

  /**
   * @param scaled less than 4 million
   */
  static int nearest(float scaled, int lowest, int highest) {
    int level = Float.floatToRawIntBits(scaled + NO_FRACTION) - NO_FRACTION_BITS;
    return Math.max(lowest, Math.min(level, highest));
  }
}
