package io.millrace.worker.deadletters;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A dead letter without its contents.
 *
 * @param at timestamp of the rejected record
 * @param reason for machines
 * @param stage where it was found
 * @param detail for people; quotes nothing of the record
 * @param coordinates where the rejected record is: {@code topic-partition@offset}
 */
public record RecentDeadLetter(
    Instant at, String reason, String stage, String detail, String coordinates) {
  public RecentDeadLetter {
    requireNonNull(at, "at");
    requireNonNull(reason, "reason");
    requireNonNull(stage, "stage");
    requireNonNull(detail, "detail");
    requireNonNull(coordinates, "coordinates");
  }

  static RecentDeadLetter of(DeadLetter letter) {
    return new RecentDeadLetter(
        Instant.ofEpochMilli(letter.timestampMillis()),
        letter.reason(),
        letter.stage(),
        letter.detail(),
        letter.coordinates());
  }
}
