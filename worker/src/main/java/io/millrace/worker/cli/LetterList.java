package io.millrace.worker.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;

/** Prints letters one by one: the list may be longer than a heap holds. */
sealed interface LetterList {
  void add(LetterLine letter);

  /**
   * Prints the counts.
   *
   * @param kind what was listed, in the plural
   */
  void end(LetterSummary summary, String kind, long foreign);

  /** A line each. */
  record Text(PrintWriter out) implements LetterList {
    @Override
    public void add(LetterLine letter) {
      out.println(letter.text());
    }

    @Override
    public void end(LetterSummary summary, String kind, long foreign) {
      out.println(summary.text(kind, foreign));
    }
  }

  /** One object. */
  final class Json implements LetterList {
    private static final JsonMapper MAPPER = new JsonMapper();
    private final PrintWriter out;
    private String before = "{\"list\": [";

    Json(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void add(LetterLine letter) {
      out.println(before + MAPPER.valueToTree(letter));
      before = ",";
    }

    @Override
    public void end(LetterSummary summary, String kind, long foreign) {
      String opening = before.equals(",") ? "" : before;
      out.println(
          "%s], \"summary\": %s}".formatted(opening, MAPPER.valueToTree(summary.counts(foreign))));
    }
  }
}
