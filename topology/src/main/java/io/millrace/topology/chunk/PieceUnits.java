package io.millrace.topology.chunk;

import java.util.function.IntUnaryOperator;

/** Adds stretches of text as units of any size that fits a chunk many times. */
final class PieceUnits {
  private final String text;
  private final TokenFit fit;
  private final Units units;
  private final int mostChars;

  PieceUnits(String text, TokenFit fit, Units units) {
    this.text = text;
    this.fit = fit;
    this.units = units;
    this.mostChars = Math.max(1, fit.targetTokens() / 2);
  }

  /** Adds the text up to {@code end} in pieces, the first with this cut in front. */
  void add(int end, Cut cut) {
    add(end, cut, IntUnaryOperator.identity());
  }

  /**
   * @param moved where a cut near this one is better
   */
  void add(int end, Cut cut, IntUnaryOperator moved) {
    Pieces pieces = new Pieces(text, units.end(), end, mostChars);
    Cut next = cut;
    while (units.end() < end) {
      int found = pieces.next(units.end());
      int to = found == end ? end : moved.applyAsInt(found);
      addFitting(to > units.end() ? to : found, next);
      next = Cut.PIECE;
    }
  }

  /** Halving, not filling: n characters cost n log n, whatever their tokens are. */
  private void addFitting(int end, Cut cut) {
    int start = units.end();
    int tokens = fit.tokens(text.substring(start, end));
    if (tokens <= fit.targetTokens() || text.offsetByCodePoints(start, 1) >= end) {
      // One code point that does not fit is not cut: then the model refuses the chunk.
      units.add(end, tokens, cut);
      return;
    }
    addFitting(middle(start, end), cut);
    addFitting(end, Cut.PIECE);
  }

  private int middle(int start, int end) {
    int middle = Pieces.codePointStart(text, start + (end - start) / 2);
    return middle < end ? middle : text.offsetByCodePoints(start, 1);
  }
}
