package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How close the model came to the vectors that it should make.
 *
 * @param lowestCosine of all golden texts on all devices with their reference, or of a model
 *     without golden texts between a text alone and in a batch; NaN if a vector was not finite
 */
public record GoldenReading(double lowestCosine, Instant time) {
  public GoldenReading {
    requireNonNull(time, "time");
  }

  /** That of the device that came less close; NaN is the worst. */
  GoldenReading worseOf(GoldenReading other) {
    return Double.compare(Math.min(lowestCosine, other.lowestCosine), lowestCosine) == 0
        ? this
        : other;
  }
}
