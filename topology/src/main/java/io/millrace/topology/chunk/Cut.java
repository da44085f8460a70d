package io.millrace.topology.chunk;

/** What a place to cut lies between, the best place first. */
enum Cut {
  SECTION_1(0),
  SECTION_2(1),
  SECTION_3(2),
  SECTION_4(3),
  SECTION_5(4),
  SECTION_6(5),
  /** A blank line, or the start of a block. */
  PARAGRAPH(6),
  /** The start of a list item, or a blank line within a block of code. */
  ITEM(7),
  /** A line end behind the end of a sentence. */
  LINE(8),
  SENTENCE(9),
  /** A line end within a sentence, or any in a block of code. */
  WRAP(10),
  /** Within a sentence or line that is too long. */
  PIECE(11),
  /** Between a heading and what it is the heading of. */
  HEADING_END(12);

  private final int order;

  Cut(int order) {
    this.order = order;
  }

  /** In front of a heading of level 1 to 6. */
  static Cut section(int level) {
    return values()[level - 1];
  }

  /** Lower than the rank of any worse cut, whatever the hash of the text behind it is. */
  long rank(long hash) {
    return ((long) order << TextHash.BITS) | hash;
  }
}
