package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.INVALID_KEY;
import static io.millrace.topology.model.Rejection.Reason.NULL_KEY;
import static io.millrace.topology.model.Rejection.Reason.UNKNOWN_SCHEMA_ID;
import static io.millrace.topology.model.Rejection.Reason.UNSUPPORTED_SCHEMA;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.topology.source.SourceSettings.KeyFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a key's bytes to the id of its document. Thread safe. */
final class ReadKey {
  private final SourceSettings settings;
  private final SchemaFrame frame;
  private final JsonReader json;

  ReadKey(SourceSettings settings, SchemaFrame frame, JsonReader json) {
    this.settings = settings;
    this.frame = frame;
    this.json = json;
  }

  DocumentKey read(byte @Nullable [] key) throws UnreadableException {
    if (key == null || key.length == 0) {
      throw new UnreadableException(NULL_KEY, "the record has no key: a document needs an id");
    }
    return switch (settings.keyFormat()) {
      case STRING -> text(key);
      case LONG -> number(key);
      case JSON, AVRO -> structured(key);
      case AUTO -> SchemaFrame.isIn(key) ? structured(key) : unframed(key);
    };
  }

  private DocumentKey text(byte[] key) throws UnreadableException {
    requireLength(key.length);
    if (SchemaFrame.isIn(key)) {
      throw invalid(
          "the key starts with a zero byte, as a registry's frame or a number does: see"
              + " source.keyFormat");
    }
    return named(decode(key), Map.of());
  }

  private DocumentKey number(byte[] key) throws UnreadableException {
    if (key.length != Long.BYTES) {
      throw invalid("the key has %d bytes, source.keyFormat long has 8".formatted(key.length));
    }
    return named(Long.toString(ByteBuffer.wrap(key).getLong()), Map.of());
  }

  /** A text may look like JSON and not be it. */
  private DocumentKey unframed(byte[] key) throws UnreadableException {
    if (key[0] != '{' || key.length > settings.limits().documentBytes()) {
      return text(key);
    }
    JsonNode tree;
    try {
      tree = json.read(decode(key));
    } catch (UnreadableException e) {
      return text(key);
    }
    return of(tree);
  }

  private DocumentKey structured(byte[] key) throws UnreadableException {
    if (key.length > settings.limits().documentBytes()) {
      requireLength(key.length);
    }
    try {
      return of(tree(key));
    } catch (UnreadableException e) {
      boolean isOfSchema = e.reason() == UNKNOWN_SCHEMA_ID || e.reason() == UNSUPPORTED_SCHEMA;
      if (isOfSchema || e.reason() == INVALID_KEY || e.reason() == NULL_KEY) {
        throw e;
      }
      throw invalid("the key: " + e.detail());
    }
  }

  private JsonNode tree(byte[] key) throws UnreadableException {
    if (!SchemaFrame.isIn(key)) {
      if (settings.keyFormat() == KeyFormat.AVRO) {
        throw invalid("the key has no registry's frame, but source.keyFormat is avro");
      }
      return json.read(decode(key));
    }
    if (frame.read(key, "key") instanceof WriterSchema.Avro(AvroReader avro)) {
      if (settings.keyFormat() == KeyFormat.JSON) {
        throw invalid("the key is Avro, but source.keyFormat is json");
      }
      return avro.read(key, SchemaFrame.LENGTH_BYTES);
    }
    int length = SchemaFrame.LENGTH_BYTES;
    return json.read(JsonReader.text(ByteBuffer.wrap(key, length, key.length - length)));
  }

  private DocumentKey of(JsonNode tree) throws UnreadableException {
    JsonNode content = ConnectEnvelope.isOne(tree) ? ConnectEnvelope.payload(tree) : tree;
    if (content.isNull()) {
      throw new UnreadableException(NULL_KEY, "the key is null: a document needs an id");
    }
    if (!(content instanceof ObjectNode columns)) {
      return limited(part(content, "the key"), Map.of());
    }
    return ofColumns(columns);
  }

  private DocumentKey ofColumns(ObjectNode columns) throws UnreadableException {
    Map<String, JsonNode> parts = new LinkedHashMap<>();
    StringBuilder id = new StringBuilder();
    for (Map.Entry<String, JsonNode> column : columns.properties()) {
      String part = part(column.getValue(), "a field of the key");
      id.append(parts.isEmpty() ? "" : "/").append(columns.size() == 1 ? part : escaped(part));
      parts.put(column.getKey(), column.getValue());
    }
    return limited(id.toString(), parts);
  }

  private static String part(JsonNode value, String what) throws UnreadableException {
    boolean isPart =
        value.isTextual() || value.isNumber() || value.isBoolean() || Moment.in(value).isPresent();
    if (!isPart) {
      throw invalid(
          "%s is %s, must be a text, a number or a boolean".formatted(what, Kind.of(value)));
    }
    return value.asText();
  }

  /** So that no two lists of parts give the same id. */
  private static String escaped(String part) {
    return part.replace("%", "%25").replace("/", "%2F");
  }

  private DocumentKey limited(String id, Map<String, JsonNode> parts) throws UnreadableException {
    if (!JsonReader.isUnicode(id)) {
      throw invalid("the key has an unpaired surrogate");
    }
    requireLength(id.getBytes(StandardCharsets.UTF_8).length);
    return named(id, parts);
  }

  private DocumentKey named(String id, Map<String, JsonNode> parts) throws UnreadableException {
    if (id.isEmpty()) {
      throw invalid("the key is an empty text: a document needs an id");
    }
    return new DocumentKey(settings.idPrefix() + id, parts);
  }

  private void requireLength(int bytes) throws UnreadableException {
    if (bytes > settings.limits().keyBytes()) {
      throw invalid(
          "the key has %d bytes, the limit is %d".formatted(bytes, settings.limits().keyBytes()));
    }
  }

  private static String decode(byte[] key) throws UnreadableException {
    try {
      return JsonReader.decode(ByteBuffer.wrap(key));
    } catch (CharacterCodingException e) {
      throw invalid("the key is not UTF-8");
    }
  }

  private static UnreadableException invalid(String detail) {
    return new UnreadableException(INVALID_KEY, detail);
  }
}
