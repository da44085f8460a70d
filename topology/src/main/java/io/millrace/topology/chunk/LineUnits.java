package io.millrace.topology.chunk;

/** Adds blocks that are kept whole if they fit a chunk, else are cut at line ends. */
final class LineUnits {
  private final String text;
  private final TokenFit fit;
  private final Units units;
  private final PieceUnits pieces;

  LineUnits(String text, TokenFit fit, Units units) {
    this.text = text;
    this.fit = fit;
    this.units = units;
    this.pieces = new PieceUnits(text, fit, units);
  }

  /** Adds the text up to {@code end}, its first line with this cut in front. */
  void add(int end, Cut first) {
    if (addWhole(end, first)) {
      return;
    }
    Cut cut = first;
    while (units.end() < end) {
      int lineEnd = text.indexOf('\n', units.end(), end);
      int next = lineEnd < 0 ? end : lineEnd + 1;
      boolean blank = LineEnds.isBlank(text, units.end(), next);
      addLine(next, cut);
      cut = blank ? Cut.ITEM : Cut.WRAP;
    }
  }

  /** Adds the text up to {@code end} as one unit; adds nothing and is false if it does not fit. */
  boolean addWhole(int end, Cut cut) {
    return addIfFits(end, cut, fit.maxTokens());
  }

  private void addLine(int end, Cut cut) {
    if (!addIfFits(end, cut, fit.targetTokens())) {
      pieces.add(end, cut);
    }
  }

  private boolean addIfFits(int end, Cut cut, int mostTokens) {
    int start = units.end();
    if (end - start > fit.maxChars()) {
      return false;
    }
    int tokens = fit.tokens(text.substring(start, end));
    if (TokenFit.weight(tokens, end - start) > mostTokens) {
      return false;
    }
    units.add(end, tokens, cut);
    return true;
  }
}
