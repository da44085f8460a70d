package io.millrace.topology.chunk;

/** Counts code points up to an index, from the last index on: fast for indexes that lie near. */
final class CodePoints {
  private final String text;
  private int index;
  private int codePoints;

  CodePoints(String text) {
    this.text = text;
  }

  int upTo(int to) {
    codePoints += to >= index ? text.codePointCount(index, to) : -text.codePointCount(to, index);
    index = to;
    return codePoints;
  }
}
