package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.KEY_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A record's key.
 *
 * @param id of the document
 * @param columns the parts of a key that names them, else empty
 */
record DocumentKey(String id, Map<String, JsonNode> columns) {
  DocumentKey {
    columns = Map.copyOf(columns);
  }

  /**
   * A row may have less than its key, and another converter may have written the two: only values
   * of the same kind can disagree.
   */
  void requireSameIn(ObjectNode row, Origin origin) throws UnreadableException {
    for (Map.Entry<String, JsonNode> column : columns.entrySet()) {
      if (disagree(column.getValue(), row.path(column.getKey()))) {
        throw new UnreadableException(
            KEY_MISMATCH,
            "field \"%s\" of the key and of the row%s differ"
                .formatted(column.getKey(), origin.place()));
      }
    }
  }

  private static boolean disagree(JsonNode ofKey, JsonNode ofRow) {
    if (ofKey.isNumber() && ofRow.isNumber()) {
      return ofKey.decimalValue().compareTo(ofRow.decimalValue()) != 0;
    }
    return ofKey.getNodeType() == ofRow.getNodeType() && !ofKey.asText().equals(ofRow.asText());
  }
}
