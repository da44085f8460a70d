package io.millrace.worker.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.topology.source.AttributeField;
import io.millrace.topology.source.FieldPath;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An attribute as it is written: its type alone, {@code price: double}, or the type and the field
 * of the row that it comes from, <code>price: {type: double, field: offer.price}</code>.
 *
 * @param field empty: that of the attribute's name
 */
public record AttributeConfig(AttributeType type, String field) {
  private static final Set<String> KEYS = Set.of("type", "field");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static AttributeConfig parse(JsonNode written) {
    if (written.isTextual()) {
      return new AttributeConfig(type(written.textValue()), "");
    }
    if (!(written instanceof ObjectNode keys)
        || !keys.path("type").isTextual()
        || !keys.properties().stream().allMatch(key -> KEYS.contains(key.getKey()))) {
      throw new IllegalArgumentException(
          "must be a type, or {type: ..., field: ...} with the field of the row it comes from");
    }
    return new AttributeConfig(type(keys.get("type").textValue()), keys.path("field").asText());
  }

  private static AttributeType type(String written) {
    return Arrays.stream(AttributeType.values())
        .filter(type -> type.name().equalsIgnoreCase(written))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "\"%s\" is not one of %s".formatted(written, typeNames())));
  }

  private static String typeNames() {
    return Arrays.stream(AttributeType.values())
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  AttributeField of(String name) {
    return new AttributeField(
        new Attribute(name, type), FieldPath.of(field.isEmpty() ? name : field));
  }
}
