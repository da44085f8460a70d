package io.millrace.worker.engine;

import io.millrace.worker.engine.token.Tokenizer;
import java.util.Arrays;

/**
 * What a model's tokenizer puts around each text.
 *
 * @param before ids in front of a text
 * @param after ids behind it
 */
record SpecialTokens(int[] before, int[] after) {
  static SpecialTokens of(Tokenizer tokenizer) {
    int[] both = tokenizer.tokenize("");
    int end = Arrays.mismatch(both, tokenizer.tokenize("a"));
    int before = end < 0 ? both.length : end;
    return new SpecialTokens(
        Arrays.copyOf(both, before), Arrays.copyOfRange(both, before, both.length));
  }

  /** Whether ids are as the tokenizer makes them: most models make nonsense of others. */
  boolean surround(int[] ids) {
    int end = ids.length - after.length;
    return end >= before.length
        && Arrays.equals(ids, 0, before.length, before, 0, before.length)
        && Arrays.equals(ids, end, ids.length, after, 0, after.length);
  }

  /**
   * The first tokens of a text that is too long, as Hugging Face's tokenizers truncate: the special
   * tokens behind it stay.
   *
   * @param ids more than the window has
   */
  int[] cut(int[] ids, int windowTokens) {
    int[] cut = Arrays.copyOf(ids, windowTokens);
    System.arraycopy(after, 0, cut, windowTokens - after.length, after.length);
    return cut;
  }

  @Override
  public String toString() {
    return "%s before a text and %s behind it"
        .formatted(Arrays.toString(before), Arrays.toString(after));
  }
}
