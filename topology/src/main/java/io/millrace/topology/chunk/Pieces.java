package io.millrace.topology.chunk;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import org.jspecify.annotations.Nullable;

/**
 * Ends of pieces of a stretch that is too long for a chunk: between words, in a script without
 * spaces where a line may break, else between characters. Which ones are taken follows from the
 * text behind them.
 */
final class Pieces {
  private static final int HASHED_CHARS = 8;

  private final String text;
  private final int start;
  private final int end;
  private final int mostChars;
  private final int leastChars;
  private final Boundaries lines;
  private @Nullable Boundaries characters;

  Pieces(String text, int start, int end, int mostChars) {
    this.text = text;
    this.start = start;
    this.end = end;
    this.mostChars = mostChars;
    this.leastChars = Math.max(1, mostChars / 4);
    this.lines = new Boundaries(text, start, end, BreakIterator.getLineInstance(ULocale.ROOT));
  }

  /** The end of the piece that starts at {@code from}. */
  int next(int from) {
    if (end - from <= mostChars) {
      return end;
    }
    int line = lowest(lines, from);
    if (line > 0) {
      return line;
    }
    int character = lowest(characters(), from);
    return character > 0 ? character : withinCharacter(from);
  }

  private int lowest(Boundaries boundaries, int from) {
    int best = -1;
    long bestHash = Long.MAX_VALUE;
    int last = from + mostChars;
    for (int at = boundaries.from(from + leastChars); at <= last; at = boundaries.from(at + 1)) {
      long hash = TextHash.of(text, at, Math.min(end, at + HASHED_CHARS));
      if (hash <= bestHash) {
        best = at;
        bestHash = hash;
      }
    }
    return best;
  }

  /** Some characters are long, such as an emoji of a family; combining ones are so without end. */
  private int withinCharacter(int from) {
    int whole = characters().from(from + mostChars);
    return whole - from <= 4 * mostChars ? whole : codePointStart(text, from + mostChars);
  }

  /** This index, or the one behind it if it is within a code point. */
  static int codePointStart(String text, int index) {
    boolean within =
        index > 0
            && index < text.length()
            && Character.isSurrogatePair(text.charAt(index - 1), text.charAt(index));
    return within ? index + 1 : index;
  }

  private Boundaries characters() {
    if (characters == null) {
      characters =
          new Boundaries(text, start, end, BreakIterator.getCharacterInstance(ULocale.ROOT));
    }
    return characters;
  }
}
