package io.millrace.topology.chunk;

import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeMap;

/**
 * A text in units that no chunk cuts, one behind the other without a gap. Columns of primitives,
 * because ten megabytes of text have millions of them.
 */
final class Units {
  /** Later characters of a unit do not move the cut in front of it when they are edited. */
  private static final int HASHED_CHARS = 64;

  private final String text;
  private final BitSet withTokens = new BitSet();
  private final TreeMap<Integer, Context> contexts = new TreeMap<>();
  private int size;
  private int[] ends = new int[16];
  private long[] weightsUpTo = new long[16]; // of all units up to this one
  private long[] ranks = new long[16];

  Units(String text) {
    this.text = text;
    contexts.put(0, Context.NONE);
  }

  /** Units from here on have this context. */
  void enter(Context context) {
    contexts.put(size, context);
  }

  /** Adds the unit from the end of the last one to {@code end}. */
  void add(int end, int tokens, Cut cut) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      weightsUpTo = Arrays.copyOf(weightsUpTo, 2 * size);
      ranks = Arrays.copyOf(ranks, 2 * size);
    }
    int start = end();
    ends[size] = end;
    weightsUpTo[size] = weight(0, size) + TokenFit.weight(tokens, end - start);
    ranks[size] = rank(cut, start, end);
    withTokens.set(size, tokens > 0);
    size++;
  }

  /** Follows from the cut and from what is behind it, so that edits elsewhere do not move it. */
  private long rank(Cut cut, int start, int end) {
    return cut.rank(TextHash.of(text, start, Math.min(end, start + HASHED_CHARS)));
  }

  int size() {
    return size;
  }

  /** Where the last unit ends. */
  int end() {
    return start(size);
  }

  int start(int unit) {
    return unit == 0 ? 0 : ends[unit - 1];
  }

  /** Weight of the units from {@code first} to before {@code behind}. */
  long weight(int first, int behind) {
    return upTo(behind) - upTo(first);
  }

  private long upTo(int behind) {
    return behind == 0 ? 0 : weightsUpTo[behind - 1];
  }

  /** The first unit in front of which there is at least this weight, counted from the first. */
  int atWeight(int first, long weight) {
    int low = first;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (weight(first, middle) < weight) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How good the cut in front of a unit is: the lower, the better. */
  long rank(int unit) {
    return ranks[unit];
  }

  boolean startsSection(int unit) {
    return ranks[unit] < Cut.PARAGRAPH.rank(0);
  }

  boolean haveTokens(int first, int behind) {
    return !withTokens.get(first, behind).isEmpty();
  }

  Context context(int unit) {
    return contexts.floorEntry(unit).getValue();
  }
}
