package io.millrace.topology.stage;

/** How long texts are as JSON in UTF-8, without the quotes, in bytes. */
final class JsonLength {
  /** A control character, or half of a code point beyond the first 65,536. */
  private static final int LONGEST_ESCAPE_BYTES = 6;

  private static final String SHORTLY_ESCAPED = "\"\\\n\t\r\b\f";

  private JsonLength() {}

  static long of(String text) {
    return text.chars().mapToLong(JsonLength::ofCharacter).sum();
  }

  /** Whether it is longer; counted only if it may be. */
  static boolean exceeds(long limitBytes, String text) {
    return (long) text.length() * LONGEST_ESCAPE_BYTES > limitBytes && of(text) > limitBytes;
  }

  private static int ofCharacter(int character) {
    if (character < 0x80) {
      boolean isShort = SHORTLY_ESCAPED.indexOf(character) >= 0;
      return isShort ? 2 : character < ' ' ? LONGEST_ESCAPE_BYTES : 1;
    }
    if (Character.isSurrogate((char) character)) {
      return LONGEST_ESCAPE_BYTES;
    }
    return character < 0x800 ? 2 : 3;
  }
}
