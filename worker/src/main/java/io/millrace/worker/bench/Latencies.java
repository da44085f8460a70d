package io.millrace.worker.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long requests took, to three digits. Thread safe. */
final class Latencies {
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int DIGITS = 3;

  private final Histogram micros = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);

  void add(Duration took) {
    micros.recordValue(Math.min(took.toNanos() / 1000, LONGEST_MICROS));
  }

  long count() {
    return micros.getTotalCount();
  }

  /** Milliseconds that so many percent of the requests did not exceed. */
  double millis(double percent) {
    return micros.getValueAtPercentile(percent) / 1000.0;
  }
}
