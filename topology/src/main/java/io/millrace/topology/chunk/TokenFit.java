package io.millrace.topology.chunk;

import java.util.function.ToIntFunction;

/**
 * How much text a chunk holds. Its lengths leave out the special tokens that every chunk has.
 *
 * @param specialTokens tokens that every chunk has besides its text
 * @param countTokens tokens of a text, special tokens included
 */
record TokenFit(ChunkSettings settings, int specialTokens, ToIntFunction<String> countTokens) {
  /**
   * Some tokenizers make a single "unknown" token of a word of any length. A chunk with more
   * characters a token than this holds no language, and unbounded it would make an unbounded
   * record.
   */
  private static final int MAX_CHARS_PER_TOKEN = 16;

  /** Whether a text is one chunk as it is. */
  boolean fitsTarget(String text) {
    return text.length() <= settings.targetTokens() * MAX_CHARS_PER_TOKEN
        && tokens(text) <= targetTokens();
  }

  boolean fitsMax(String text) {
    return text.length() <= maxChars() && tokens(text) <= maxTokens();
  }

  int tokens(String text) {
    return countTokens.applyAsInt(text) - specialTokens;
  }

  /** What a stretch of text takes of a chunk: its tokens, more if it has too few of them. */
  static int weight(int tokens, int chars) {
    return Math.max(tokens, Math.ceilDiv(chars, MAX_CHARS_PER_TOKEN));
  }

  int targetTokens() {
    return settings.targetTokens() - specialTokens;
  }

  int maxTokens() {
    return settings.maxTokens() - specialTokens;
  }

  /** Up to this a chunk is left as it is: only chunks of about the target are worth a cut. */
  int limitTokens() {
    return Math.min(
        maxTokens(), settings.targetTokens() + settings.targetTokens() / 4 - specialTokens);
  }

  int maxChars() {
    return settings.maxTokens() * MAX_CHARS_PER_TOKEN;
  }
}
