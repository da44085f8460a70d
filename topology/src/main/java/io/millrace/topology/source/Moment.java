package io.millrace.topology.source;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.Optional;

/**
 * A date, a time of day or both, as the leaf of a row.
 *
 * @param text in ISO 8601; without a zone where the source has none
 * @param millis epoch milliseconds, of a time of day since midnight; rounded down
 */
record Moment(@JsonValue String text, long millis) {
  JsonNode node() {
    return JsonNodeFactory.instance.pojoNode(this);
  }

  static Optional<Moment> in(JsonNode value) {
    return value instanceof POJONode leaf && leaf.getPojo() instanceof Moment moment
        ? Optional.of(moment)
        : Optional.empty();
  }

  /** How a leaf that holds it is written as text. */
  @Override
  public String toString() {
    return text;
  }
}
