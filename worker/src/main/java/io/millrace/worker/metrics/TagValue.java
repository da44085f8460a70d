package io.millrace.worker.metrics;

import java.util.Locale;
import java.util.Set;

/** Values of tags. There are only so many of each: what is not known is {@link #OTHER}. */
final class TagValue {
  static final String OTHER = "other";

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "POST");

  private TagValue() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static String method(String method) {
    return METHODS.contains(method) ? method : OTHER;
  }

  static String status(int status) {
    return status >= 100 && status < 600 ? Integer.toString(status) : OTHER;
  }

  static String known(Set<String> values, String value) {
    return values.contains(value) ? value : OTHER;
  }
}
