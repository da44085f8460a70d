package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.INVALID_TEXT;
import static io.millrace.topology.model.Rejection.Reason.METADATA_TOO_LARGE;
import static io.millrace.topology.model.Rejection.Reason.MISSING_FIELD;
import static io.millrace.topology.model.Rejection.Reason.NOT_JSON;
import static io.millrace.topology.model.Rejection.Reason.WRONG_FIELD_TYPE;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.model.Document;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a JSON object: its text fields fill the template, all others become metadata. */
final class JsonDocument {
  private static final int MAX_DEPTH = 100;

  private final SourceSettings settings;
  private final ObjectReader reader;

  JsonDocument(SourceSettings settings) {
    this.settings = settings;
    JsonMapper mapper = new JsonMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(settings.limits().documentBytes())
                .build());
    this.reader =
        mapper
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A double would round a price in the metadata, or make it Infinity.
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
  }

  Document read(String id, String written, long timestampMillis) throws UnreadableException {
    JsonNode object = parse(written);
    Map<String, String> texts = texts(object);
    for (String text : texts.values()) {
      requireUnicode(text);
    }
    // Blank fields count as no text even where the template has words of its own.
    DocumentParser.notBlank(String.join("", texts.values()));
    return new Document(id, settings.template().fill(texts), metadata(object), timestampMillis);
  }

  private JsonNode parse(String written) throws UnreadableException {
    JsonNode value;
    try {
      value = reader.readValue(written);
    } catch (JsonProcessingException e) {
      throw new UnreadableException(NOT_JSON, "%s at %s".formatted(cause(e), place(e)));
    }
    if (value == null || !value.isObject()) {
      throw new UnreadableException(NOT_JSON, "the value is JSON but not an object");
    }
    return value;
  }

  /**
   * Without the source excerpt that Jackson would put behind it: a text does not belong in a log.
   */
  private static String cause(JsonProcessingException e) {
    return e.getClass().getSimpleName().replace("Exception", "");
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null
        ? "unknown place"
        : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private Map<String, String> texts(JsonNode object) throws UnreadableException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String field : settings.template().fields()) {
      texts.put(field, text(object, field));
    }
    return texts;
  }

  private static String text(JsonNode object, String field) throws UnreadableException {
    JsonNode value = object.get(field);
    if (value == null || value.isNull()) {
      throw new UnreadableException(MISSING_FIELD, "field \"%s\" is missing".formatted(field));
    }
    if (!value.isTextual()) {
      throw new UnreadableException(
          WRONG_FIELD_TYPE,
          "field \"%s\" is %s, must be a string"
              .formatted(field, value.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    return value.textValue();
  }

  /** JSON can escape half of a surrogate pair, which no UTF-8 can carry on. */
  private static void requireUnicode(String text) throws UnreadableException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new UnreadableException(INVALID_TEXT, "the text has an unpaired surrogate");
    }
  }

  private SortedMap<String, String> metadata(JsonNode object) throws UnreadableException {
    SortedMap<String, String> metadata = new TreeMap<>();
    long bytes = 0;
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (settings.template().fields().contains(field.getKey()) || field.getValue().isNull()) {
        continue;
      }
      String value = scalarOrJson(field.getValue());
      requireUnicode(field.getKey());
      requireUnicode(value);
      metadata.put(field.getKey(), value);
      bytes += utf8Bytes(field.getKey()) + utf8Bytes(value);
    }
    if (bytes > settings.limits().metadataBytes()) {
      throw new UnreadableException(
          METADATA_TOO_LARGE,
          "%d bytes of metadata, the limit is %d"
              .formatted(bytes, settings.limits().metadataBytes()));
    }
    return metadata;
  }

  private static String scalarOrJson(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
