package io.millrace.worker.engine.quant;

/**
 * The weight that is farthest from zero. Turned left by one, the bits of floats are in the order of
 * their absolute values: integers are compared, which costs a third of {@link Math#max(float,
 * float)}.
 */
final class Farthest {
  private Farthest() {}

  /**
   * @throws WeightRangeException if a weight is NaN or infinite, as these are farther than all
   *     others
   */
  static float of(float[] weights, int from, int length) {
    int farthest = Integer.MIN_VALUE;
    for (int i = from; i < from + length; i++) {
      int turned = Integer.rotateLeft(Float.floatToRawIntBits(weights[i]), 1);
      farthest = Math.max(farthest, turned ^ Integer.MIN_VALUE);
    }
    float weight = Float.intBitsToFloat(Integer.rotateRight(farthest ^ Integer.MIN_VALUE, 1));
    if (!Float.isFinite(weight)) {
      throw new WeightRangeException(weight + " is no weight");
    }
    return weight;
  }
}
