package io.millrace.topology.chunk;

/** A block of a Markdown text without blocks in it; it ends where the next one starts. */
sealed interface Block {
  /** Start of its first line. */
  int start();

  /** What a cut in front of it lies between. */
  Cut cut();

  /**
   * @param level 1 to 6
   * @param title without marks, on one line
   */
  record Heading(int start, Cut cut, int level, String title) implements Block {}

  /** Paragraphs: cut between sentences. */
  record Text(int start, Cut cut) implements Block {}

  /** Code, HTML and the like: whole if it fits, else cut at line ends. */
  record Whole(int start, Cut cut) implements Block {}

  /**
   * As {@link Whole}, its head is repeated.
   *
   * @param head header row and delimiter row, each with a line end
   * @param headEnd behind the delimiter row and its line end, in the text
   */
  record Table(int start, Cut cut, String head, int headEnd) implements Block {}
}
