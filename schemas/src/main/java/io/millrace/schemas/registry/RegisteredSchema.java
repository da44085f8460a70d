package io.millrace.schemas.registry;

import static java.util.Objects.requireNonNull;

/**
 * A schema as the registry holds it.
 *
 * @param id unique in the registry; names this text for ever
 * @param type {@code AVRO}, {@code JSON} or {@code PROTOBUF}
 * @param text the schema in its own language
 */
public record RegisteredSchema(int id, String type, String text) {
  public RegisteredSchema {
    requireNonNull(type, "type");
    requireNonNull(text, "text");
  }
}
