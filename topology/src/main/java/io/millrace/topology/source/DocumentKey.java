package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.INVALID_KEY;
import static io.millrace.topology.model.Rejection.Reason.KEY_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A record's key.
 *
 * @param id of the document, without the source's prefix
 * @param columns the parts of a key that names them, else none
 */
record DocumentKey(String id, ObjectNode columns) {
  private static final ObjectNode NO_COLUMNS = JsonNodeFactory.instance.objectNode();

  static DocumentKey of(String text) {
    return new DocumentKey(text, NO_COLUMNS);
  }

  /** Of one value, or of an object of them; {@link DocumentParser} says how. */
  static DocumentKey of(JsonNode content) throws UnreadableException {
    if (!(content instanceof ObjectNode columns)) {
      return of(part(content, "the key"));
    }
    StringJoiner id = new StringJoiner("/");
    for (JsonNode column : columns) {
      String part = part(column, "a field of the key");
      id.add(columns.size() == 1 ? part : escaped(part));
    }
    return new DocumentKey(id.toString(), columns);
  }

  private static String part(JsonNode value, String what) throws UnreadableException {
    boolean isPart =
        value.isTextual() || value.isNumber() || value.isBoolean() || Moment.in(value).isPresent();
    if (!isPart) {
      throw new UnreadableException(
          INVALID_KEY,
          "%s is %s, must be a text, a number or a boolean".formatted(what, Kind.of(value)));
    }
    return value.asText();
  }

  /** So that no two lists of parts give the same id. */
  private static String escaped(String part) {
    return part.replace("%", "%25").replace("/", "%2F");
  }

  /**
   * A row may have less than its key, and another converter may have written the two: only values
   * of the same kind can disagree.
   */
  void requireSameIn(ObjectNode row, Origin origin) throws UnreadableException {
    for (Map.Entry<String, JsonNode> column : columns.properties()) {
      if (disagree(column.getValue(), row.path(column.getKey()))) {
        throw new UnreadableException(
            KEY_MISMATCH,
            "field \"%s\" of the key and of the row%s differ"
                .formatted(column.getKey(), origin.place()));
      }
    }
  }

  private static boolean disagree(JsonNode ofKey, JsonNode ofRow) {
    if (Decimals.hasExactValue(ofKey) && Decimals.hasExactValue(ofRow)) {
      return ofKey.decimalValue().compareTo(ofRow.decimalValue()) != 0;
    }
    return ofKey.getNodeType() == ofRow.getNodeType() && !ofKey.asText().equals(ofRow.asText());
  }
}
