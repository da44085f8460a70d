package io.millrace.topology.chunk;

import com.ibm.icu.text.BreakIterator;
import java.util.BitSet;

/**
 * The boundaries of a text, found in one pass over it. ICU's own {@code preceding()} looks for a
 * safe place to start from and may go back to the start of the text each time.
 */
final class Boundaries {
  private final BitSet boundaries;

  Boundaries(String text, BreakIterator iterator) {
    boundaries = new BitSet(text.length() + 1);
    iterator.setText(text);
    for (int at = iterator.first(); at != BreakIterator.DONE; at = iterator.next()) {
      boundaries.set(at);
    }
  }

  /**
   * The last boundary between {@code start} and {@code limit}, inclusive. The text was cut at
   * {@code start}, which makes it a boundary and keeps the search from going on in front of it.
   */
  int last(int start, int limit) {
    boundaries.set(start);
    return boundaries.previousSetBit(limit);
  }
}
