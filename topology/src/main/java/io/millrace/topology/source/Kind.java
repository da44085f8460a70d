package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What a value is, for errors, which must not quote it. */
final class Kind {
  private Kind() {}

  static String of(JsonNode value) {
    return Moment.in(value).isPresent()
        ? "a date or time"
        : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
