package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.MALFORMED_ENVELOPE;
import static io.millrace.topology.model.Rejection.Reason.UNKNOWN_OPERATION;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A change event of which Debezium's ExtractNewRecordState kept the row alone, with fields of its
 * own beside the columns. Those that another event of the same row would change are taken out.
 */
final class UnwrappedRow {
  private static final String DELETED = "__deleted";
  private static final String OP = "__op";
  private static final String SOURCE = "__source_";

  /** Names behind {@code __} or {@code __source_} of what differs with each event. */
  private static final Set<String> CONTROLS =
      Set.of("lsn", "ts_ms", "ts_us", "ts_ns", "txId", "xmin", "sequence", "snapshot");

  private UnwrappedRow() {}

  static boolean isOne(JsonNode value) {
    return value.has(DELETED);
  }

  static SourceEvent read(JsonNode value) throws UnreadableException {
    if (!(value instanceof ObjectNode row)) {
      throw new UnreadableException(
          MALFORMED_ENVELOPE, "the row is %s, must be an object".formatted(Kind.of(value)));
    }
    if (DebeziumEnvelope.isOne(row)) {
      throw new UnreadableException(
          MALFORMED_ENVELOPE, "the row is still in its envelope: use source.format debezium");
    }
    boolean isDeleted = isDeleted(row);
    Origin origin = origin(row);
    row.properties().removeIf(field -> isControl(field.getKey()));
    return isDeleted ? new SourceEvent.Deleted(row, origin) : new SourceEvent.Written(row, origin);
  }

  private static boolean isDeleted(ObjectNode row) throws UnreadableException {
    return switch (row.path(OP).asText("")) {
      case "d" -> true;
      case "", "c", "u", "r" -> isMarked(row.path(DELETED));
      default ->
          throw new UnreadableException(
              UNKNOWN_OPERATION, "the row's \"__op\" is none of c, u, r and d");
    };
  }

  private static boolean isMarked(JsonNode deleted) throws UnreadableException {
    return switch (deleted.asText("false")) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new UnreadableException(
              MALFORMED_ENVELOPE, "the row's \"__deleted\" is neither true nor false");
    };
  }

  private static Origin origin(ObjectNode row) {
    OptionalLong lsn = control(row, "lsn");
    boolean isSnapshot = DebeziumEnvelope.isSnapshot(row.path(OP), field(row, "snapshot"));
    return new Origin(true, lsn, control(row, "ts_ms"), isSnapshot, lsn.isPresent(), place(row));
  }

  private static OptionalLong control(ObjectNode row, String name) {
    return DebeziumEnvelope.number(field(row, name));
  }

  private static JsonNode field(ObjectNode row, String name) {
    JsonNode ofSource = row.path(SOURCE + name);
    return ofSource.isMissingNode() ? row.path("__" + name) : ofSource;
  }

  private static String place(ObjectNode row) {
    String table = field(row, "table").asText("");
    return table.isEmpty() ? "" : " in table " + table;
  }

  private static boolean isControl(String name) {
    if (!name.startsWith("__")) {
      return false;
    }
    return name.equals(DELETED)
        || name.equals(OP)
        || CONTROLS.contains(name.substring(name.startsWith(SOURCE) ? SOURCE.length() : 2));
  }
}
