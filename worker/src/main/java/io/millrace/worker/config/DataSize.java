package io.millrace.worker.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with a binary unit: {@code 512B}, {@code 64KiB}, {@code 4MiB}, {@code
 * 1GiB}.
 */
public record DataSize(long bytes) {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)");

  @JsonCreator
  static DataSize parse(String written) {
    Matcher matcher = WRITTEN.matcher(written.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no size; write for example 64KiB or 4MiB".formatted(written));
    }
    return new DataSize(Long.parseLong(matcher.group(1)) << shift(matcher.group(2)));
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "KiB" -> 10;
      case "MiB" -> 20;
      case "GiB" -> 30;
      default -> 0;
    };
  }

  /** For what must fit a Java array. */
  public int intBytes() {
    if (bytes < 1 || bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d bytes is out of range, must be between 1B and 2GiB".formatted(bytes));
    }
    return (int) bytes;
  }
}
