package io.millrace.worker.bench;

import java.util.Arrays;

/** Median, least and most of several measurements. */
record Spread(double median, double least, double most) {
  static Spread of(double... measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    return new Spread(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }
}
