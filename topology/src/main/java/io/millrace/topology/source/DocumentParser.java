package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.EMPTY_TEXT;
import static io.millrace.topology.model.Rejection.Reason.INVALID_KEY;
import static io.millrace.topology.model.Rejection.Reason.INVALID_UTF8;
import static io.millrace.topology.model.Rejection.Reason.NULL_KEY;
import static io.millrace.topology.model.Rejection.Reason.TOO_LARGE;
import static java.util.Objects.requireNonNull;

import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.port.SchemaCatalog;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record's bytes as a document. Thread safe. A record it cannot read is a value, never an
 * exception.
 */
public final class DocumentParser {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final SourceSettings settings;
  private final SchemaFrame frame;
  private final JsonDocument json;

  public DocumentParser(SourceSettings settings, SchemaCatalog schemas) {
    this.settings = requireNonNull(settings, "settings");
    this.frame = new SchemaFrame(schemas);
    this.json = new JsonDocument(settings);
  }

  /** Reads one record without anything known from before; a null value deletes the document. */
  public Parsed parse(byte @Nullable [] key, byte @Nullable [] value, long timestampMillis) {
    return parse(key, value, timestampMillis, KnownColumns.none());
  }

  /**
   * Reads one record; a null value deletes the document.
   *
   * @param known fills in what a change event leaves out
   */
  public Parsed parse(
      byte @Nullable [] key, byte @Nullable [] value, long timestampMillis, KnownColumns known) {
    try {
      String id = documentId(key);
      if (value == null) {
        return new Parsed.Delete(id, OptionalLong.empty());
      }
      return new Parsed.Upsert(document(id, value, timestampMillis));
    } catch (UnreadableException e) {
      return new Parsed.Rejected(new Rejection(Rejection.Stage.PARSE, e.reason(), e.detail()));
    }
  }

  private String documentId(byte @Nullable [] key) throws UnreadableException {
    if (key == null || key.length == 0) {
      throw new UnreadableException(NULL_KEY, "the record has no key: a document needs an id");
    }
    if (key.length > settings.limits().keyBytes()) {
      throw new UnreadableException(
          INVALID_KEY,
          "the key has %d bytes, the limit is %d"
              .formatted(key.length, settings.limits().keyBytes()));
    }
    if (key[0] == 0) {
      throw new UnreadableException(
          INVALID_KEY, "the key starts with a zero byte, as a registry's frame does: use text");
    }
    try {
      return decode(ByteBuffer.wrap(key));
    } catch (CharacterCodingException e) {
      throw new UnreadableException(INVALID_KEY, "the key is not UTF-8");
    }
  }

  private Document document(String id, byte[] value, long timestampMillis)
      throws UnreadableException {
    if (value.length > settings.limits().documentBytes()) {
      throw new UnreadableException(
          TOO_LARGE,
          "%d bytes, the limit is %d".formatted(value.length, settings.limits().documentBytes()));
    }
    ByteBuffer content = frame.remove(value);
    boolean mustBeJson = content.position() > 0;
    String written = text(content);
    if (mustBeJson || isJson(written)) {
      return json.read(id, written, timestampMillis);
    }
    return new Document(id, notBlank(written.strip()), Map.of(), timestampMillis);
  }

  private boolean isJson(String written) {
    return switch (settings.format()) {
      case JSON -> true;
      case TEXT -> false;
      case AUTO -> written.stripLeading().startsWith("{");
    };
  }

  private static String text(ByteBuffer content) throws UnreadableException {
    try {
      String decoded = decode(content);
      return decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded;
    } catch (CharacterCodingException e) {
      throw new UnreadableException(INVALID_UTF8, "the value is not UTF-8");
    }
  }

  /** Strict: a new decoder reports malformed bytes instead of replacing them. */
  private static String decode(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes.slice()).toString();
  }

  static String notBlank(String text) throws UnreadableException {
    if (text.isBlank()) {
      throw new UnreadableException(EMPTY_TEXT, "there is no text but white space");
    }
    return text;
  }
}
