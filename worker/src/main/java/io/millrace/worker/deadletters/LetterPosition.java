package io.millrace.worker.deadletters;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a dead letter lies in its topic; written {@code partition@offset}. */
public record LetterPosition(int partition, long offset) {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})@(\\d{1,18})");

  /** Empty if this is no position. */
  public static Optional<LetterPosition> parse(String written) {
    Matcher matcher = WRITTEN.matcher(written);
    return matcher.matches()
        ? Optional.of(
            new LetterPosition(
                Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
