package io.millrace.worker.metrics;

import java.util.stream.IntStream;

/** Upper bounds of histograms; times in seconds. */
final class Buckets {
  static final double[] NONE = {};

  static final double[] TIMES = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60
  };

  static final double[] SHORT_TIMES = {
    0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.1
  };

  static final double[] SHARES = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1};

  /** 16 to 65536. */
  static final double[] TOKENS = powersOfTwo(4, 16, 1);

  /** 64 B to 16 MiB. */
  static final double[] BYTES = powersOfTwo(6, 24, 2);

  private Buckets() {}

  private static double[] powersOfTwo(int first, int last, int step) {
    return IntStream.iterate(first, exponent -> exponent <= last, exponent -> exponent + step)
        .mapToDouble(exponent -> 1L << exponent)
        .toArray();
  }
}
