package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.EMPTY_TEXT;
import static io.millrace.topology.model.Rejection.Reason.INVALID_TEXT;
import static io.millrace.topology.model.Rejection.Reason.MISSING_FIELD;
import static io.millrace.topology.model.Rejection.Reason.WRONG_FIELD_TYPE;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row's text: its fields in their places of the template. */
final class ReadText {
  private ReadText() {}

  static String of(TextTemplate template, JsonNode row, Origin origin) throws UnreadableException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, FieldPath> field : template.paths().entrySet()) {
      texts.put(field.getKey(), field(field.getValue(), row, origin));
    }
    // Blank fields count as no text even where the template has words of its own.
    notBlank(String.join("", texts.values()));
    return template.fill(texts);
  }

  private static String field(FieldPath field, JsonNode row, Origin origin)
      throws UnreadableException {
    JsonNode value = field.in(row);
    if (value.isMissingNode() || value.isNull()) {
      throw new UnreadableException(
          MISSING_FIELD, "field \"%s\" is missing%s".formatted(field, origin.place()));
    }
    if (!value.isTextual() && Moment.in(value).isEmpty()) {
      throw new UnreadableException(
          WRONG_FIELD_TYPE,
          "field \"%s\"%s is %s, must be a string"
              .formatted(field, origin.place(), Kind.of(value)));
    }
    requireUnicode(value.asText());
    return value.asText();
  }

  static void requireUnicode(String text) throws UnreadableException {
    if (!JsonReader.isUnicode(text)) {
      throw new UnreadableException(INVALID_TEXT, "the text has an unpaired surrogate");
    }
  }

  static String notBlank(String text) throws UnreadableException {
    if (text.isBlank()) {
      throw new UnreadableException(EMPTY_TEXT, "there is no text but white space");
    }
    return text;
  }
}
