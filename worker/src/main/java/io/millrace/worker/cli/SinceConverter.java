package io.millrace.worker.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as people write it: how long ago, a day (it begins at midnight UTC) or an instant. */
final class SinceConverter implements ITypeConverter<Instant> {
  private static final Pattern AGO = Pattern.compile("(\\d{1,9})(s|m|h|d)");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  @Override
  public Instant convert(String written) {
    Matcher ago = AGO.matcher(written);
    if (ago.matches()) {
      return Instant.now().minus(duration(Long.parseLong(ago.group(1)), ago.group(2)));
    }
    try {
      return DAY.matcher(written).matches()
          ? LocalDate.parse(written).atStartOfDay().toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(written).toInstant();
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "\"%s\" is no time; write for example 2h, 7d, 2026-01-31 or 2026-01-31T08:00:00Z"
              .formatted(written));
    }
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
