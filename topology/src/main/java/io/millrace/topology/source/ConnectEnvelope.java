package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.MALFORMED_ENVELOPE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What Kafka Connect's JsonConverter writes: an object with the fields {@code schema} and {@code
 * payload} and no other. The schema tells bytes, decimals and times from plain texts and numbers.
 */
final class ConnectEnvelope {
  private ConnectEnvelope() {}

  static boolean isOne(JsonNode value) {
    return value.size() == 2
        && value.has("payload")
        && value.path("schema").path("type").isTextual();
  }

  /** A null where the schema allows it: how a converter writes a tombstone that has a schema. */
  static boolean isTombstone(JsonNode value) {
    return isOne(value)
        && value.path("payload").isNull()
        && value.path("schema").path("optional").asBoolean();
  }

  /** Name of the schema, empty if it has none. */
  static String name(JsonNode envelope) {
    return envelope.path("schema").path("name").asText();
  }

  /** The payload, changed in its place so that it is what its schema says. */
  static JsonNode payload(JsonNode envelope) throws UnreadableException {
    return typed(envelope.path("schema"), envelope.path("payload"));
  }

  private static JsonNode typed(JsonNode schema, JsonNode value) throws UnreadableException {
    // A null is taken everywhere: rows of a change event have it where a column is not known.
    return value.isNull() ? value : logical(schema, plain(schema, value));
  }

  private static JsonNode plain(JsonNode schema, JsonNode value) throws UnreadableException {
    String type = schema.path("type").asText();
    return switch (type) {
      case "struct" -> struct(schema, object(value, type));
      case "map" ->
          value instanceof ObjectNode map
              ? values(schema, map)
              : require(value, type, value.isArray());
      case "array" -> items(schema, list(value, type));
      case "bytes" -> value.isNumber() ? value : bytes(value);
      case "string" -> require(value, type, value.isTextual());
      case "boolean" -> require(value, type, value.isBoolean());
      case "int8", "int16", "int32", "int64" -> require(value, type, value.isIntegralNumber());
      // Not-a-number and the infinities are texts.
      case "float", "double" -> require(value, type, value.isNumber() || value.isTextual());
      default ->
          throw new UnreadableException(MALFORMED_ENVELOPE, "its schema has an unknown type");
    };
  }

  private static JsonNode struct(JsonNode schema, ObjectNode value) throws UnreadableException {
    for (JsonNode field : schema.path("fields")) {
      JsonNode given = value.get(field.path("field").asText());
      if (given != null) {
        value.set(field.path("field").asText(), typed(field, given));
      }
    }
    return value;
  }

  private static JsonNode values(JsonNode schema, ObjectNode map) throws UnreadableException {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      entry.setValue(typed(schema.path("values"), entry.getValue()));
    }
    return map;
  }

  private static JsonNode items(JsonNode schema, ArrayNode list) throws UnreadableException {
    for (int i = 0; i < list.size(); i++) {
      list.set(i, typed(schema.path("items"), list.get(i)));
    }
    return list;
  }

  private static JsonNode bytes(JsonNode value) throws UnreadableException {
    require(value, "bytes", value.isTextual());
    try {
      return BinaryNode.valueOf(Base64.getDecoder().decode(value.textValue()));
    } catch (IllegalArgumentException e) {
      throw mismatch("bytes");
    }
  }

  private static JsonNode logical(JsonNode schema, JsonNode value) {
    String name = schema.path("name").asText();
    if (name.equals(LogicalType.CONNECT_DECIMAL)) {
      return Decimals.ofScale(schema.path("parameters").path("scale").asText()).apply(value);
    }
    return LogicalType.ofConnect(name).orElse(UnaryOperator.identity()).apply(value);
  }

  private static ObjectNode object(JsonNode value, String type) throws UnreadableException {
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw mismatch(type);
  }

  private static ArrayNode list(JsonNode value, String type) throws UnreadableException {
    if (value instanceof ArrayNode list) {
      return list;
    }
    throw mismatch(type);
  }

  private static JsonNode require(JsonNode value, String type, boolean isOfType)
      throws UnreadableException {
    if (!isOfType) {
      throw mismatch(type);
    }
    return value;
  }

  private static UnreadableException mismatch(String type) {
    return new UnreadableException(
        MALFORMED_ENVELOPE,
        "its schema says %s where the payload has something else".formatted(type));
  }
}
