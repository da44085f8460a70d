package io.millrace.topology.chunk;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UProperty;

/** What the line ends in front of a sentence make of the cut there. */
final class LineEnds {
  private static final char PARAGRAPH_SEPARATOR = '\u2029';

  private LineEnds() {}

  static Cut cutAt(String text, int index) {
    int at = index;
    int lines = 0;
    while (at > 0 && Character.isWhitespace(text.charAt(at - 1))) {
      lines += lines(text, at - 1);
      at--;
    }
    return switch (lines) {
      case 0 -> Cut.SENTENCE;
      case 1 -> endsSentence(text, at) ? Cut.LINE : Cut.WRAP;
      default -> Cut.PARAGRAPH;
    };
  }

  static boolean isBlank(String text, int start, int end) {
    for (int at = start; at < end; at++) {
      if (!Character.isWhitespace(text.charAt(at))) {
        return false;
      }
    }
    return true;
  }

  private static int lines(String text, int index) {
    return switch (text.charAt(index)) {
      case '\n', '\u2028' -> 1;
      case '\r' -> index + 1 < text.length() && text.charAt(index + 1) == '\n' ? 0 : 1;
      case PARAGRAPH_SEPARATOR -> 2;
      default -> 0;
    };
  }

  /** Looks through quotation marks and brackets behind the full stop. */
  private static boolean endsSentence(String text, int end) {
    int at = end;
    while (at > 0) {
      int point = text.codePointBefore(at);
      if (!closes(point)) {
        return UCharacter.hasBinaryProperty(point, UProperty.S_TERM);
      }
      at -= Character.charCount(point);
    }
    return false;
  }

  private static boolean closes(int point) {
    return switch (UCharacter.getType(point)) {
      case UCharacterCategory.END_PUNCTUATION,
          UCharacterCategory.FINAL_PUNCTUATION,
          UCharacterCategory.INITIAL_PUNCTUATION ->
          true;
      default -> point == '"' || point == '\'';
    };
  }
}
