package io.millrace.worker.bench;

import io.millrace.worker.streams.EmbeddingStream;
import java.time.Duration;

/**
 * How fast a starting stream restores its stores: from when records are first seen to be missing
 * until none are, as Kafka Streams itself counts them.
 */
final class RestoreRate {
  private static final String REMAINING = "restore-remaining-records-total";
  private static final long BEAT_NANOS = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final EmbeddingStream stream;
  private double most;
  private long sinceNanos;

  RestoreRate(EmbeddingStream stream) {
    this.stream = stream;
  }

  /** Records a second, of all tasks together; waits for the restore to end. */
  double measure() {
    Pace pace = new Pace(BEAT_NANOS);
    long patience = PATIENCE.toNanos() / BEAT_NANOS;
    for (long beat = 0; beat < patience; beat++) {
      double remaining = remaining();
      long nowNanos = System.nanoTime();
      if (remaining > most) {
        most = remaining;
        sinceNanos = nowNanos;
      }
      if (most > 0 && remaining == 0) {
        return most * 1e9 / (nowNanos - sinceNanos);
      }
      pace.await(beat);
    }
    throw new IllegalStateException("no restore within " + PATIENCE);
  }

  private double remaining() {
    return stream.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals(REMAINING))
        .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
        .sum();
  }
}
