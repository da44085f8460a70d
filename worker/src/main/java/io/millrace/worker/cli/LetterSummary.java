package io.millrace.worker.cli;

import io.millrace.worker.deadletters.DeadLetter;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the letters of a list. */
final class LetterSummary {
  private final SortedMap<String, Long> reasons = new TreeMap<>();
  private long letters;

  /** As printed in JSON. */
  record Counts(long letters, Map<String, Long> reasons, long foreign) {}

  void add(DeadLetter letter) {
    letters++;
    reasons.merge(letter.reason(), 1L, Long::sum);
  }

  long letters() {
    return letters;
  }

  Counts counts(long foreign) {
    return new Counts(letters, reasons, foreign);
  }

  String text(String kind, long foreign) {
    String counts =
        reasons.entrySet().stream()
            .map(reason -> reason.getKey() + " " + reason.getValue())
            .collect(Collectors.joining(", ", letters == 0 ? "" : ": ", ""));
    String others = foreign == 0 ? "" : "; %d records of other applications".formatted(foreign);
    return Printable.line("%d %s%s%s".formatted(letters, kind, counts, others));
  }
}
