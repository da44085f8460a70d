package io.millrace.worker.deadletters;

import java.util.List;

/** What a replay did, or would do. */
public record ReplayReport(List<Replayed> replayed, List<Left> left) {
  public ReplayReport {
    replayed = List.copyOf(replayed);
    left = List.copyOf(left);
  }

  /** A letter whose record is in the source topic again. */
  public record Replayed(LetterPosition letter, String topic) {}

  /**
   * A letter that stays open although it was asked for.
   *
   * @param why one line for a person
   */
  public record Left(LetterPosition letter, String why) {}
}
