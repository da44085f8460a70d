package io.millrace.worker.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.topology.port.Lane;
import io.millrace.worker.config.ConfigException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** What is written of one key. */
record KeyFields(String origin, String name, JsonNode written) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Set<String> IN_THE_CLEAR = Set.of("key", "secret");

  /** More than any device embeds; {@link TokenBucket} could take no more than 60 times as much. */
  private static final long MOST_TOKENS = 1_000_000_000;

  private static final int MOST_REQUESTS = 1_000_000;

  HashedKey key() {
    requireKnown();
    return new HashedKey(new ApiKey(name, lane(), tokensPerMinute(), concurrency()), sha256());
  }

  private void requireKnown() {
    if (!(written instanceof ObjectNode fields)) {
      throw wrong("must hold sha256 and, if need be, lane, tokensPerMinute and concurrency");
    }
    for (var field : fields.properties()) {
      if (IN_THE_CLEAR.contains(field.getKey())) {
        throw wrong(
            "its secret stands here in the clear; write what \"millrace keys hash\" makes of it as"
                + " sha256");
      }
      switch (field.getKey()) {
        case "sha256", "lane", "tokensPerMinute", "concurrency" ->
            requireSingleValue(field.getKey(), field.getValue());
        default ->
            throw wrong(
                "there is a field that is not known; known here: sha256, lane, tokensPerMinute,"
                    + " concurrency");
      }
    }
  }

  private void requireSingleValue(String field, JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      throw wrong(field + " must have a single value");
    }
  }

  private String sha256() {
    String hash = written.path("sha256").asText();
    if (!SHA256.matcher(hash).matches()) {
      throw wrong(
          "sha256 must have the 64 hexadecimal digits that \"millrace keys hash\" prints for a"
              + " secret");
    }
    return hash;
  }

  private Lane lane() {
    return switch (written.path("lane").asText("online").toLowerCase(Locale.ROOT)) {
      case "online" -> Lane.ONLINE;
      case "backfill" -> Lane.BACKFILL;
      default -> throw wrong("lane must be online or backfill");
    };
  }

  private OptionalLong tokensPerMinute() {
    JsonNode limit = written.path("tokensPerMinute");
    return limit.isMissingNode()
        ? OptionalLong.empty()
        : OptionalLong.of(limit("tokensPerMinute", limit, MOST_TOKENS));
  }

  private OptionalInt concurrency() {
    JsonNode limit = written.path("concurrency");
    return limit.isMissingNode()
        ? OptionalInt.empty()
        : OptionalInt.of((int) limit("concurrency", limit, MOST_REQUESTS));
  }

  private long limit(String field, JsonNode value, long most) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 1
        || value.longValue() > most) {
      throw wrong("%s must be a whole number from 1 to %d".formatted(field, most));
    }
    return value.longValue();
  }

  private ConfigException wrong(String what) {
    return new ConfigException("%s: %s: %s".formatted(origin, name, what));
  }
}
