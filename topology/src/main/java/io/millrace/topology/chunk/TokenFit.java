package io.millrace.topology.chunk;

import java.util.function.ToIntFunction;

/**
 * Whether a text fits a chunk.
 *
 * @param maxTokens most tokens of a chunk, special tokens included
 * @param specialTokens tokens that every chunk has besides its text
 * @param countTokens tokens of a text, special tokens included
 */
record TokenFit(int maxTokens, int specialTokens, ToIntFunction<String> countTokens) {
  /**
   * Some tokenizers make a single "unknown" token of a word of any length. A chunk with more
   * characters a token than this holds no language, and unbounded it would make an unbounded
   * record.
   */
  private static final int MAX_CHARS_PER_TOKEN = 16;

  boolean fits(String text) {
    return text.length() <= maxChars() && countTokens.applyAsInt(text) <= maxTokens;
  }

  /** Tokens of a part of a chunk, without the special ones. */
  int tokens(String text) {
    return countTokens.applyAsInt(text) - specialTokens;
  }

  /** Room for text in a chunk. */
  int textTokens() {
    return maxTokens - specialTokens;
  }

  int maxChars() {
    return maxTokens * MAX_CHARS_PER_TOKEN;
  }
}
