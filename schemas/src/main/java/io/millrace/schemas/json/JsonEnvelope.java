package io.millrace.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What the fields of a vector record stand in when it is written as JSON. */
enum JsonEnvelope {
  /**
   * A point as Qdrant's sink connector takes it: {@code collection_name}, {@code id}, {@code
   * vector} and all other fields in {@code payload}.
   */
  QDRANT,
  /** One flat object of all fields. */
  NONE;

  private static final JsonEnvelope DEFAULT = QDRANT;

  static JsonEnvelope from(Map<String, ?> configs) {
    return named(configs).orElse(DEFAULT);
  }

  /** Keys are written for sinks of Avro too, so only a key of the configuration speaks of JSON. */
  static Optional<JsonEnvelope> ofKeys(Map<String, ?> configs) {
    return named(configs).or(() -> collection(configs).map(name -> DEFAULT));
  }

  /**
   * Qdrant's name of a chunk, whose ids are UUIDs: version 3 of the chunk's id, as Weaviate's
   * connector computes it too.
   */
  static String pointId(String chunkId) {
    return UUID.nameUUIDFromBytes(chunkId.getBytes(UTF_8)).toString();
  }

  static Optional<String> collection(Map<String, ?> configs) {
    return text(configs, VectorJsonSerializer.COLLECTION_CONFIG).filter(name -> !name.isBlank());
  }

  private static Optional<JsonEnvelope> named(Map<String, ?> configs) {
    return text(configs, VectorJsonSerializer.ENVELOPE_CONFIG).map(JsonEnvelope::named);
  }

  private static JsonEnvelope named(String name) {
    return Arrays.stream(values())
        .filter(envelope -> envelope.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new ConfigException(
                VectorJsonSerializer.ENVELOPE_CONFIG, name, "must be qdrant or none"));
  }

  private static Optional<String> text(Map<String, ?> configs, String key) {
    @Nullable Object value = configs.get(key);
    return Optional.ofNullable(value).map(Object::toString);
  }
}
