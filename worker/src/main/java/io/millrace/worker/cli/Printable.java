package io.millrace.worker.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What a stranger wrote, for a terminal: control characters would move its cursor, or worse, and
 * are written as Java escapes them.
 */
final class Printable {
  private static final int BYTES_A_ROW = 16;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private Printable() {}

  /** On one line. */
  static String line(String text) {
    return escaped(text, Character::isISOControl);
  }

  /** Text on as many lines as it has; bytes that are no UTF-8 as a hex dump. */
  static String block(byte[] bytes) {
    return utf8(bytes)
        .map(text -> escaped(text, c -> Character.isISOControl(c) && c != '\n' && c != '\t'))
        .orElseGet(() -> hexDump(bytes));
  }

  /** On one line; bytes that are no UTF-8 in hexadecimal. */
  static String line(byte[] bytes) {
    return utf8(bytes).map(Printable::line).orElseGet(() -> "0x" + HexFormat.of().formatHex(bytes));
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String escaped(String text, IntPredicate isEscaped) {
    StringBuilder line = new StringBuilder(text.length());
    text.chars()
        .forEach(c -> {
          if (isEscaped.test(c)) {
            line.append("\\u%04x".formatted(c));
          } else {
            line.append((char) c);
          }
        });
    return line.toString();
  }

  private static String hexDump(byte[] bytes) {
    StringBuilder dump = new StringBuilder();
    for (int from = 0; from < bytes.length; from += BYTES_A_ROW) {
      int to = Math.min(bytes.length, from + BYTES_A_ROW);
      dump.append("%08x  %-47s  ".formatted(from, HEX.formatHex(bytes, from, to)));
      for (int i = from; i < to; i++) {
        dump.append(bytes[i] >= ' ' && bytes[i] < 0x7F ? (char) bytes[i] : '.');
      }
      dump.append(System.lineSeparator());
    }
    return dump.toString().stripTrailing();
  }
}
