package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.INVALID_KEY;
import static io.millrace.topology.model.Rejection.Reason.NULL_KEY;
import static io.millrace.topology.model.Rejection.Reason.UNKNOWN_SCHEMA_ID;
import static io.millrace.topology.model.Rejection.Reason.UNSUPPORTED_SCHEMA;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.source.SourceSettings.KeyFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a key's bytes to what names its document. Thread safe. */
final class ReadKey {
  /** Reasons that say what to do about a key; all others are of its content. */
  private static final Set<Reason> OF_KEYS =
      Set.of(NULL_KEY, INVALID_KEY, UNKNOWN_SCHEMA_ID, UNSUPPORTED_SCHEMA);

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
    try {
      return switch (settings.keyFormat()) {
        case STRING -> text(key);
        case LONG -> number(key);
        case JSON, AVRO -> structured(key);
        case AUTO -> SchemaFrame.isIn(key) ? structured(key) : unframed(key);
      };
    } catch (UnreadableException e) {
      throw OF_KEYS.contains(e.reason()) ? e : invalid("the key: " + e.detail());
    }
  }

  private DocumentKey text(byte[] key) throws UnreadableException {
    requireLength(key.length);
    if (SchemaFrame.isIn(key)) {
      throw invalid(
          "the key starts with a zero byte, as a registry's frame or a number does: see"
              + " source.keyFormat");
    }
    return DocumentKey.of(decode(ByteBuffer.wrap(key)));
  }

  private DocumentKey number(byte[] key) throws UnreadableException {
    if (key.length != Long.BYTES) {
      throw invalid("the key has %d bytes, source.keyFormat long has 8".formatted(key.length));
    }
    return DocumentKey.of(Long.toString(ByteBuffer.wrap(key).getLong()));
  }

  /** A text may look like JSON and not be it. */
  private DocumentKey unframed(byte[] key) throws UnreadableException {
    if (key[0] != '{' || key.length > settings.limits().documentBytes()) {
      return text(key);
    }
    JsonNode tree;
    try {
      tree = json.read(decode(ByteBuffer.wrap(key)));
    } catch (UnreadableException e) {
      return text(key);
    }
    return of(tree);
  }

  private DocumentKey structured(byte[] key) throws UnreadableException {
    if (key.length > settings.limits().documentBytes()) {
      requireLength(key.length);
    }
    return of(tree(key));
  }

  private JsonNode tree(byte[] key) throws UnreadableException {
    if (!SchemaFrame.isIn(key)) {
      if (settings.keyFormat() == KeyFormat.AVRO) {
        throw invalid("the key has no registry's frame, but source.keyFormat is avro");
      }
      return json.read(decode(ByteBuffer.wrap(key)));
    }
    if (frame.read(key, "key") instanceof WriterSchema.Avro(AvroReader avro)) {
      if (settings.keyFormat() == KeyFormat.JSON) {
        throw invalid("the key is Avro, but source.keyFormat is json");
      }
      return avro.read(key, SchemaFrame.LENGTH_BYTES);
    }
    int length = SchemaFrame.LENGTH_BYTES;
    return json.read(decode(ByteBuffer.wrap(key, length, key.length - length)));
  }

  private DocumentKey of(JsonNode tree) throws UnreadableException {
    JsonNode content = ConnectEnvelope.isOne(tree) ? ConnectEnvelope.payload(tree) : tree;
    if (content.isNull()) {
      throw new UnreadableException(NULL_KEY, "the key is null: a document needs an id");
    }
    DocumentKey key = DocumentKey.of(content);
    if (!JsonReader.isUnicode(key.id())) {
      throw invalid("the key has an unpaired surrogate");
    }
    if (key.id().isEmpty()) {
      throw invalid("the key is an empty text: a document needs an id");
    }
    requireLength(key.id().getBytes(StandardCharsets.UTF_8).length);
    return key;
  }

  private void requireLength(int bytes) throws UnreadableException {
    if (bytes > settings.limits().keyBytes()) {
      throw invalid(
          "the key has %d bytes, the limit is %d".formatted(bytes, settings.limits().keyBytes()));
    }
  }

  private static String decode(ByteBuffer utf8) throws UnreadableException {
    try {
      return JsonReader.decode(utf8);
    } catch (CharacterCodingException e) {
      throw invalid("the key is not UTF-8");
    }
  }

  private static UnreadableException invalid(String detail) {
    return new UnreadableException(INVALID_KEY, detail);
  }
}
