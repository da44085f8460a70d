package io.millrace.worker.engine.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalInt;

/** A JSON file of a model; whatever is wrong with it is told with its name and the field's. */
public record JsonFile(String name, JsonNode root) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Parses a file's content. */
  static JsonFile parse(String name, String json) {
    try {
      return new JsonFile(name, MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "%s is not JSON (line %d)".formatted(name, e.getLocation().getLineNr()), e);
    }
  }

  /** A field that must be there, and a positive whole number. */
  public int positive(String field) {
    return optionalPositive(field)
        .orElseThrow(() -> new ModelException("%s: %s is missing".formatted(name, field)));
  }

  /** A field that may be missing or null. */
  public OptionalInt optionalPositive(String field) {
    JsonNode value = root.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.canConvertToInt() || value.intValue() < 1) {
      throw wrong(field, "%s, must be a whole number of at least 1".formatted(value));
    }
    return OptionalInt.of(value.intValue());
  }

  /** A field that must be there, and a text. */
  public String text(String field) {
    JsonNode value = root.path(field);
    if (!value.isTextual()) {
      throw wrong(field, "missing or not a text");
    }
    return value.textValue();
  }

  /** A field that may be missing. */
  public boolean flag(String field, boolean otherwise) {
    return root.path(field).asBoolean(otherwise);
  }

  /** A field that must be there, and a number above 0. */
  public double positiveNumber(String field) {
    JsonNode value = root.path(field);
    if (!value.isNumber() || !(value.doubleValue() > 0)) {
      throw wrong(
          field,
          "%s, must be a number above 0".formatted(value.isMissingNode() ? "missing" : value));
    }
    return value.doubleValue();
  }

  /** An error about one field. */
  public ModelException wrong(String field, String what) {
    return new ModelException("%s: %s is %s".formatted(name, field, what));
  }
}
