package io.millrace.worker.api;

import java.util.Arrays;
import java.util.Optional;

/** Matryoshka: the first dimensions of a vector, normalized again. */
final class CutVector {
  private CutVector() {}

  /**
   * As many dimensions of unit length; empty if all of them are zero.
   *
   * @param dimensions at most those of the vector
   */
  static Optional<float[]> cut(float[] vector, int dimensions) {
    if (dimensions == vector.length) {
      return Optional.of(vector);
    }
    double norm = norm(vector, dimensions);
    if (norm == 0) {
      return Optional.empty();
    }
    float[] cut = Arrays.copyOf(vector, dimensions);
    for (int i = 0; i < dimensions; i++) {
      cut[i] = (float) (cut[i] / norm);
    }
    return Optional.of(cut);
  }

  private static double norm(float[] vector, int dimensions) {
    double sum = 0;
    for (int i = 0; i < dimensions; i++) {
      sum += (double) vector[i] * vector[i];
    }
    return Math.sqrt(sum);
  }
}
