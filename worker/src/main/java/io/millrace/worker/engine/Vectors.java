package io.millrace.worker.engine;

/** What can be asked of vectors. */
public final class Vectors {
  /** Far above the rounding of float32 over thousands of dimensions, far below any real fault. */
  private static final double UNIT_TOLERANCE = 1e-3;

  private Vectors() {}

  /** Whether a vector is finite and of unit length. */
  static boolean isUnit(float[] vector) {
    return Math.abs(dot(vector, vector, vector.length) - 1) < UNIT_TOLERANCE;
  }

  /** Cosine of the first {@code dimensions} of two vectors; NaN if one has no length. */
  public static double cosine(float[] a, float[] b, int dimensions) {
    return dot(a, b, dimensions) / Math.sqrt(dot(a, a, dimensions) * dot(b, b, dimensions));
  }

  private static double dot(float[] a, float[] b, int dimensions) {
    double sum = 0;
    for (int i = 0; i < dimensions; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
