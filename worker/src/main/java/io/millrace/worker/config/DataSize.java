package io.millrace.worker.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with a binary unit: {@code 512B}, {@code 64KiB}, {@code 4MiB}, {@code
 * 1GiB}.
 */
public record DataSize(long bytes) {
  /** Nine digits: as many GiB still fit a long. */
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*(B|KiB|MiB|GiB)");

  private static final long MAX_RECORD_BYTES = 1 << 30;

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

  /** For what must fit a Java array; {@link #requireForRecord} holds before. */
  public int intBytes() {
    return Math.toIntExact(bytes);
  }

  /** Half of what Java and Kafka can hold: what goes along with it has room, too. */
  DataSize requireForRecord(String key) {
    if (bytes < 1 || bytes > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "%s is %d bytes, must be between 1B and 1GiB".formatted(key, bytes));
    }
    return this;
  }
}
