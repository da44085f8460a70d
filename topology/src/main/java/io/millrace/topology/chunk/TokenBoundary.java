package io.millrace.topology.chunk;

/**
 * Finds places between two tokens of the model, of which only the number is known: there the tokens
 * of both sides are as many as those of the whole. Looks at a few characters on each side, as a
 * tokenizer does.
 */
final class TokenBoundary {
  private static final int MOST_CONTEXT_CHARS = 16;

  /** Code points to look at on each side; more would cost more tokens than the text has. */
  private static final int STEPS = 2;

  private final String text;
  private final TokenFit fit;
  private final int contextChars;

  TokenBoundary(String text, TokenFit fit) {
    this.text = text;
    this.fit = fit;
    this.contextChars = Math.clamp(fit.targetTokens() / 8, 2, MOST_CONTEXT_CHARS);
  }

  /** The nearest boundary, or {@code index} itself if there is none near it. */
  int near(int index) {
    int start = Pieces.codePointStart(text, Math.max(0, index - contextChars));
    int end = Pieces.codePointStart(text, Math.min(text.length(), index + contextChars));
    int whole = tokens(start, end);
    int above = endOfWord(start, index);
    int below = above;
    for (int step = 0; step <= STEPS; step++) {
      if (tokens(start, above) + tokens(above, end) == whole) {
        return above;
      }
      if (below < above && tokens(start, below) + tokens(below, end) == whole) {
        return below;
      }
      above = above < end ? text.offsetByCodePoints(above, 1) : above;
      below = below > start ? text.offsetByCodePoints(below, -1) : below;
    }
    return index;
  }

  /** Most tokenizers count a space to the word behind it; the others do not care. */
  private int endOfWord(int start, int index) {
    return index > start && text.charAt(index - 1) == ' ' ? index - 1 : index;
  }

  private int tokens(int start, int end) {
    return fit.tokens(text.substring(start, end));
  }
}
