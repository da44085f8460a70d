package io.millrace.worker.cli;

import io.millrace.worker.deadletters.DeadLetter;
import io.millrace.worker.deadletters.LetterHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * One letter of a list, as printed in JSON.
 *
 * @param letter {@code partition@offset} in the dead-letter topic
 * @param topic where the rejected record is
 * @param timestamp of the rejected record
 * @param bytes length of its value
 * @param tries how often it has been rejected, with this time
 */
record LetterLine(
    String letter,
    String reason,
    String stage,
    String detail,
    String topic,
    int partition,
    long offset,
    String timestamp,
    long ageSeconds,
    long bytes,
    int tries,
    boolean replayed) {
  static LetterLine of(DeadLetter letter, LetterHistory history, Instant now) {
    Instant written = Instant.ofEpochMilli(letter.timestampMillis());
    return new LetterLine(
        letter.at().toString(),
        letter.reason(),
        letter.stage(),
        letter.detail(),
        letter.source().topic(),
        letter.source().partition(),
        letter.sourceOffset(),
        written.toString(),
        Math.max(0, Duration.between(written, now).toSeconds()),
        letter.valueBytes(),
        history.tries(letter.at()),
        history.isReplayed(letter.at()));
  }

  String text() {
    return Printable.line(
        "%-10s %-20s %-7s %-28s %5s %10s  %s"
            .formatted(
                letter,
                reason,
                stage,
                "%s-%d@%d".formatted(topic, partition, offset),
                age(ageSeconds),
                size(bytes),
                state()));
  }

  private String state() {
    String state = replayed ? "replayed" : "open";
    return tries == 1 ? state : state + ", try " + tries;
  }

  private static String age(long seconds) {
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 2 * 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  private static String size(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }
}
