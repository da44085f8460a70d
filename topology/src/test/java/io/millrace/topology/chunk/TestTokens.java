package io.millrace.topology.chunk;

/** Counts tokens about as a byte-pair tokenizer does, and how many characters it was handed. */
final class TestTokens {
  private static final int SPECIAL_TOKENS = 2;
  private static final int LETTERS_PER_TOKEN = 5;

  private long chars;

  long chars() {
    return chars;
  }

  void forget() {
    chars = 0;
  }

  int count(String text) {
    chars += text.length();
    return SPECIAL_TOKENS + tokens(text);
  }

  /** Words in pieces of five letters, a space with the word behind it, all else one by one. */
  private static int tokens(String text) {
    int tokens = 0;
    int letters = 0;
    int point;
    for (int at = 0; at < text.length(); at += Character.charCount(point)) {
      point = text.codePointAt(at);
      if (Character.isAlphabetic(point) && !Character.isIdeographic(point)) {
        tokens += letters++ % LETTERS_PER_TOKEN == 0 ? 1 : 0;
      } else {
        letters = 0;
        tokens += point == ' ' ? 0 : 1;
      }
    }
    return tokens;
  }
}
