package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.MALFORMED_ENVELOPE;
import static io.millrace.topology.model.Rejection.Reason.UNKNOWN_OPERATION;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change event as Debezium writes it.
 *
 * @see <a
 *     href="https://debezium.io/documentation/reference/connectors/postgresql.html#postgresql-events">the
 *     events of its connector for PostgreSQL</a>
 */
final class DebeziumEnvelope {
  private DebeziumEnvelope() {}

  /** Whether an object can be nothing else, whoever wrote it. */
  static boolean isOne(JsonNode value) {
    boolean hasRow = value.has("before") || value.has("after") || value.has("message");
    return hasRow && value.path("op").isTextual() && connector(value).isTextual();
  }

  /** Whether a schema's fields can be nothing else; all of them are in each of its values. */
  static boolean isOneByFields(JsonNode value) {
    return value.has("before") && value.has("after") && value.has("op") && value.has("source");
  }

  static SourceEvent read(JsonNode envelope) throws UnreadableException {
    if (!envelope.isObject()) {
      throw malformed("the change event is %s, must be an object", envelope);
    }
    if (envelope.has("op")) {
      return change(envelope, envelope.path("op").asText());
    }
    if (BesideRows.isOne(envelope)) {
      return new SourceEvent.Silent();
    }
    throw new UnreadableException(
        MALFORMED_ENVELOPE,
        "the change event has no \"op\"; rows without an envelope need source.format"
            + " debezium_unwrapped, avro or json");
  }

  private static SourceEvent change(JsonNode envelope, String op) throws UnreadableException {
    return switch (op) {
      case "c", "u", "r" -> new SourceEvent.Written(after(envelope, op), origin(envelope));
      case "d" -> new SourceEvent.Deleted(before(envelope), origin(envelope));
      case "t" -> new SourceEvent.Truncated(origin(envelope));
      case "m" -> new SourceEvent.Silent();
      default ->
          throw new UnreadableException(
              UNKNOWN_OPERATION, "the change event's \"op\" is none of c, u, r, d, t and m");
    };
  }

  private static ObjectNode after(JsonNode envelope, String op) throws UnreadableException {
    if (envelope.path("after") instanceof ObjectNode row) {
      return row;
    }
    throw malformed(
        "the change event's \"after\" is %s, must be a row for op " + op, envelope.path("after"));
  }

  /** Some connectors and settings give nothing of a deleted row. */
  private static ObjectNode before(JsonNode envelope) throws UnreadableException {
    JsonNode before = envelope.path("before");
    if (before.isNull() || before.isMissingNode()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (before instanceof ObjectNode row) {
      return row;
    }
    throw malformed("the change event's \"before\" is %s, must be a row or null", before);
  }

  private static Origin origin(JsonNode envelope) throws UnreadableException {
    JsonNode source = envelope.path("source");
    if (!source.isObject()) {
      throw malformed("the change event's \"source\" is %s, must be an object", source);
    }
    return new Origin(
        true,
        number(source.path("lsn")),
        number(source.path("ts_ms")),
        isSnapshot(envelope.path("op"), source.path("snapshot")),
        connector(envelope).asText().equals("postgresql"),
        place(source));
  }

  /** Rows are marked true, first, last and the like; incremental reads by their operation alone. */
  static boolean isSnapshot(JsonNode op, JsonNode mark) {
    return op.asText("").equals("r") || !mark.asText("false").equals("false");
  }

  private static JsonNode connector(JsonNode envelope) {
    return envelope.path("source").path("connector");
  }

  static OptionalLong number(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong()
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }

  private static String place(JsonNode source) {
    String table =
        Stream.of("schema", "table")
            .map(name -> source.path(name).asText(""))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining("."));
    return table.isEmpty() ? "" : " in table " + table;
  }

  private static UnreadableException malformed(String message, JsonNode value) {
    return new UnreadableException(MALFORMED_ENVELOPE, message.formatted(Kind.of(value)));
  }
}
