package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.UNAVAILABLE_COLUMN;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Fills in what PostgreSQL leaves out of an update: long values that are stored out of line and did
 * not change. Debezium puts a mark in their place, which nobody wants embedded.
 */
final class UnavailableColumns {
  private static final String MARK = "__debezium_unavailable_value";
  private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.UTF_8);
  private static final String MARK_BASE64 = Base64.getEncoder().encodeToString(MARK_BYTES);
  private static final String MARK_UUID = UUID.nameUUIDFromBytes(MARK_BYTES).toString();

  private static final ObjectReader JSON = JsonReader.exact(new JsonMapper());

  private UnavailableColumns() {}

  /**
   * @param isUsed by name of a column; the others keep their mark
   */
  static void fill(
      ObjectNode row, Origin origin, Predicate<String> isUsed, String id, KnownColumns known)
      throws UnreadableException {
    for (Map.Entry<String, JsonNode> column : row.properties()) {
      if (isMark(column.getValue()) && isUsed.test(column.getKey())) {
        String before = known.of(id).get(column.getKey());
        if (before == null) {
          throw unavailable(column.getKey(), origin);
        }
        column.setValue(value(before, column.getValue()));
      }
    }
  }

  /** Also in the place of a list or a map, as their only item. */
  private static boolean isMark(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> MARK.equals(value.textValue()) || MARK_BASE64.equals(value.textValue());
      case BINARY -> Arrays.equals(MARK_BYTES, ((BinaryNode) value).binaryValue());
      case ARRAY -> isMarkOfList(value);
      case OBJECT -> value.size() == 1 && value.has(MARK);
      default -> false;
    };
  }

  /** A list of texts has the mark, one of UUIDs the mark's, one of numbers the mark's bytes. */
  private static boolean isMarkOfList(JsonNode list) {
    JsonNode first = list.path(0);
    return list.size() == 1
        ? !first.isContainerNode() && (isMark(first) || MARK_UUID.equals(first.textValue()))
        : list.size() == MARK_BYTES.length && hasMarkBytes(list);
  }

  private static boolean hasMarkBytes(JsonNode list) {
    for (int i = 0; i < MARK_BYTES.length; i++) {
      if (!list.path(i).isIntegralNumber() || list.path(i).asInt() != MARK_BYTES[i]) {
        return false;
      }
    }
    return true;
  }

  /** What {@link #kept} made a text of; the mark's place tells what it was. */
  private static JsonNode value(String kept, JsonNode mark) {
    if (!mark.isContainerNode()) {
      return TextNode.valueOf(kept);
    }
    try {
      return JSON.readValue(kept);
    } catch (JsonProcessingException e) {
      // It was a text when it was kept: the column has another type now, as it will tell itself.
      return TextNode.valueOf(kept);
    }
  }

  /** Whether a later event may leave out a value like this: never numbers and times. */
  static boolean mayBeLeftOut(JsonNode value) {
    return value.isTextual() || value.isBinary() || value.isContainerNode();
  }

  /** A value that may be left out, as text. */
  static String kept(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  private static UnreadableException unavailable(String column, Origin origin) {
    return new UnreadableException(
        UNAVAILABLE_COLUMN,
        "field \"%s\"%s did not change and the event leaves it out: set REPLICA IDENTITY FULL for the"
                .formatted(column, origin.place())
            + " table, or turn source.keepColumns on and read the table's rows once");
  }
}
