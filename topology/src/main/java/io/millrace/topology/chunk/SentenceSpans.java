package io.millrace.topology.chunk;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sentences of a text (Unicode UAX #29, root locale). A sentence that does not fit a chunk is
 * halved: between words if it has any, else between characters.
 */
final class SentenceSpans {
  private final String text;
  private final TokenFit fit;
  private final List<Span> spans = new ArrayList<>();
  private @Nullable Boundaries words;
  private @Nullable Boundaries characters;

  SentenceSpans(String text, TokenFit fit) {
    this.text = text;
    this.fit = fit;
  }

  List<Span> spans() {
    BreakIterator sentences = BreakIterator.getSentenceInstance(ULocale.ROOT);
    sentences.setText(text);
    int start = sentences.first();
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      add(start, end);
      start = end;
    }
    return spans;
  }

  private void add(int start, int end) {
    if (end - start <= fit.maxChars()) {
      int tokens = fit.tokens(text.substring(start, end));
      if (tokens <= fit.textTokens() || isOneCodePoint(start, end)) {
        spans.add(new Span(start, end, tokens));
        return;
      }
    }
    int middle = middle(start, end);
    add(start, middle);
    add(middle, end);
  }

  /** Halving, not filling: a text of n characters costs n log n, whatever its tokens are. */
  private int middle(int start, int end) {
    int half = start + (end - start) / 2;
    int boundary = words().last(start, half);
    if (boundary > start) {
      return boundary;
    }
    boundary = characters().last(start, half);
    if (boundary > start) {
      return boundary;
    }
    // One cluster of combining characters fills the whole span: cut between code points.
    if (!Character.isSurrogatePair(text.charAt(half - 1), text.charAt(half))) {
      return half;
    }
    return half - 1 > start ? half - 1 : half + 1;
  }

  private Boundaries words() {
    if (words == null) {
      words = new Boundaries(text, BreakIterator.getLineInstance(ULocale.ROOT));
    }
    return words;
  }

  private Boundaries characters() {
    if (characters == null) {
      characters = new Boundaries(text, BreakIterator.getCharacterInstance(ULocale.ROOT));
    }
    return characters;
  }

  /** Not cut further, even if its tokens do not fit: then the model refuses the chunk. */
  private boolean isOneCodePoint(int start, int end) {
    return text.offsetByCodePoints(start, 1) >= end;
  }
}
