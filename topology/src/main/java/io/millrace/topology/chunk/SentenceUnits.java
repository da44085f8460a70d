package io.millrace.topology.chunk;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;

/** Adds stretches of text as sentences (Unicode UAX #29, root locale). */
final class SentenceUnits {
  private final String text;
  private final TokenFit fit;
  private final Units units;
  private final PieceUnits pieces;
  private final BreakIterator sentences = BreakIterator.getSentenceInstance(ULocale.ROOT);

  SentenceUnits(String text, TokenFit fit, Units units) {
    this.text = text;
    this.fit = fit;
    this.units = units;
    this.pieces = new PieceUnits(text, fit, units);
  }

  /** Adds the text up to {@code end}, its first sentence with this cut in front. */
  void add(int end, Cut first) {
    int offset = units.end();
    sentences.setText(text.substring(offset, end));
    Cut cut = first;
    boolean open = false; // whether there is a sentence to end
    int from = offset;
    for (int next = sentences.next(); next != BreakIterator.DONE; next = sentences.next()) {
      int to = offset + next;
      // Empty lines belong to the sentence in front of them.
      if (!LineEnds.isBlank(text, from, to)) {
        if (open) {
          addSentence(from, cut);
          cut = LineEnds.cutAt(text, from);
        }
        open = true;
      }
      from = to;
    }
    if (units.end() < end) {
      addSentence(end, cut);
    }
  }

  private void addSentence(int end, Cut cut) {
    int start = units.end();
    if (end - start <= fit.maxChars()) {
      int tokens = fit.tokens(text.substring(start, end));
      if (TokenFit.weight(tokens, end - start) <= fit.targetTokens()) {
        units.add(end, tokens, cut);
        return;
      }
    }
    pieces.add(end, cut);
  }
}
