package io.millrace.topology.chunk;

/** YAML between two lines {@code ---} at the start of a text. */
final class FrontMatter {
  private FrontMatter() {}

  /** Where the text behind it starts; 0 if there is none, or if it does not end. */
  static int end(String text) {
    int next = behindLine(text, 0);
    if (!line(text, 0, next).equals("---")) {
      return 0;
    }
    while (next < text.length()) {
      int start = next;
      next = behindLine(text, start);
      String line = line(text, start, next);
      if (line.equals("---") || line.equals("...")) {
        return next;
      }
    }
    return 0;
  }

  private static int behindLine(String text, int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end + 1;
  }

  /** Without the space at its end; empty if it is longer than any mark. */
  private static String line(String text, int start, int behind) {
    return behind - start > 16 ? "" : text.substring(start, behind).stripTrailing();
  }
}
