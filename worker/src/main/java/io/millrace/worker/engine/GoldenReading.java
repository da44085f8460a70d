package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How close the model came to the vectors that it should make.
 *
 * @param lowestCosine of all texts on all devices with their reference; NaN if a vector was not
 *     finite
 * @param time of the last check that was passed
 */
public record GoldenReading(double lowestCosine, Instant time, Reference reference) {
  /** What vectors are held against. */
  public enum Reference {
    /** Vectors of golden.json. */
    GOLDEN_TEXTS,
    /** Similarities that the model's makers published; the cosine is that of OWN. */
    PUBLISHED,
    /**
     * What the first device made at start, alone: of vectors wrong from then on this says nothing.
     */
    OWN
  }

  public GoldenReading {
    requireNonNull(time, "time");
    requireNonNull(reference, "reference");
  }

  /** Of two devices: the lower cosine, NaN the lowest, and the time when both had passed. */
  GoldenReading worst(GoldenReading other) {
    return new GoldenReading(
        Math.min(lowestCosine, other.lowestCosine),
        time.isBefore(other.time) ? time : other.time,
        reference);
  }
}
