package io.millrace.topology.chunk;

import com.ibm.icu.text.BreakIterator;
import java.util.BitSet;

/**
 * The boundaries of a stretch of text, found in one pass over it. ICU's own {@code preceding()}
 * looks for a safe place to start from and may go back to the start of the text each time.
 */
final class Boundaries {
  private final int offset;
  private final BitSet boundaries;
  private int asked;
  private int answer = -1;

  Boundaries(String text, int start, int end, BreakIterator iterator) {
    offset = start;
    boundaries = new BitSet(end - start + 1);
    iterator.setText(text.substring(start, end));
    for (int at = iterator.first(); at != BreakIterator.DONE; at = iterator.next()) {
      boundaries.set(at);
    }
  }

  /** The first boundary at this index or behind it, far behind the end if there is none. */
  int from(int index) {
    // Asked again and again in front of a far boundary, the set would be searched as often.
    if (index < asked || index > answer) {
      int boundary = boundaries.nextSetBit(index - offset);
      asked = index;
      answer = boundary < 0 ? Integer.MAX_VALUE : boundary + offset;
    }
    return answer;
  }
}
