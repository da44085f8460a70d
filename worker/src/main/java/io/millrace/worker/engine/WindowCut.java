package io.millrace.worker.engine;

import io.millrace.worker.engine.token.Tokenizer;
import java.util.Arrays;

/**
 * Cuts a text's tokens at the end of the window, as Hugging Face's tokenizers truncate: the special
 * tokens behind the text stay.
 *
 * @param endTokens special tokens behind a text
 */
record WindowCut(int windowTokens, int endTokens) {
  static WindowCut of(Tokenizer tokenizer, int windowTokens) {
    int[] special = tokenizer.tokenize("");
    int leading = Arrays.mismatch(special, tokenizer.tokenize("a"));
    return new WindowCut(windowTokens, leading < 0 ? 0 : special.length - leading);
  }

  /**
   * The first tokens and the special ones at the end, as many as the window has.
   *
   * @param ids more than the window has
   */
  int[] cut(int[] ids) {
    int[] cut = Arrays.copyOf(ids, windowTokens);
    System.arraycopy(ids, ids.length - endTokens, cut, windowTokens - endTokens, endTokens);
    return cut;
  }
}
