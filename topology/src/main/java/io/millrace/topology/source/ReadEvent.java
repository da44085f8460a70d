package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.MALFORMED_AVRO;
import static io.millrace.topology.model.Rejection.Reason.MALFORMED_ENVELOPE;
import static io.millrace.topology.model.Rejection.Reason.NOT_JSON;
import static io.millrace.topology.model.Rejection.Reason.TOO_LARGE;
import static io.millrace.topology.model.Rejection.Reason.UNSUPPORTED_SCHEMA;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.topology.source.SourceSettings.Format;
import java.nio.ByteBuffer;

/** From a value's bytes to what it says, by its format. Thread safe. */
final class ReadEvent {
  private final Format format;
  private final SourceLimits limits;
  private final SchemaFrame frame;
  private final JsonReader json;

  ReadEvent(SourceSettings settings, SchemaFrame frame, JsonReader json) {
    this.format = settings.format();
    this.limits = settings.limits();
    this.frame = frame;
    this.json = json;
  }

  SourceEvent read(byte[] value) throws UnreadableException {
    if (value.length > limits.documentBytes()) {
      throw new UnreadableException(
          TOO_LARGE, "%d bytes, the limit is %d".formatted(value.length, limits.documentBytes()));
    }
    return SchemaFrame.isIn(value) ? framed(value) : unframed(value);
  }

  private SourceEvent framed(byte[] value) throws UnreadableException {
    if (frame.read(value, "value") instanceof WriterSchema.Avro(AvroReader avro)) {
      return switch (format) {
        case TEXT, JSON, JSON_SCHEMA ->
            throw new UnreadableException(
                UNSUPPORTED_SCHEMA, "the value is Avro, but source.format is " + format.key());
        case AUTO, AVRO, DEBEZIUM, DEBEZIUM_UNWRAPPED ->
            avro(avro.read(value, SchemaFrame.LENGTH_BYTES), avro.name());
      };
    }
    int offset = SchemaFrame.LENGTH_BYTES;
    return json(json.read(JsonReader.text(ByteBuffer.wrap(value, offset, value.length - offset))));
  }

  private SourceEvent unframed(byte[] value) throws UnreadableException {
    if (format == Format.AVRO) {
      throw new UnreadableException(
          MALFORMED_AVRO, "the value has no registry's frame: a zero byte and a schema id");
    }
    String written = JsonReader.text(ByteBuffer.wrap(value));
    if (format == Format.AUTO && written.equals("null")) {
      throw new UnreadableException(
          MALFORMED_ENVELOPE,
          "the value is the word null, which Kafka Connect's JsonConverter writes for a deleted row:"
              + " set source.format to debezium_unwrapped, or to text if it is a text");
    }
    boolean isText =
        format == Format.TEXT || (format == Format.AUTO && !written.stripLeading().startsWith("{"));
    return isText ? new SourceEvent.Text(written) : json(json.read(written));
  }

  private SourceEvent avro(JsonNode value, String schemaName) throws UnreadableException {
    if (value.isNull()) {
      return new SourceEvent.Tombstone();
    }
    if (!value.isObject()) {
      throw new UnreadableException(
          MALFORMED_AVRO, "the value is %s, must be a record".formatted(Kind.of(value)));
    }
    return switch (format) {
      case DEBEZIUM -> change(value, schemaName);
      case DEBEZIUM_UNWRAPPED -> UnwrappedRow.read(value);
      case AUTO ->
          DebeziumEnvelope.isOneByFields(value)
              ? DebeziumEnvelope.read(value)
              : recognized(value, schemaName);
      case TEXT, JSON, JSON_SCHEMA, AVRO -> row(value);
    };
  }

  private SourceEvent json(JsonNode value) throws UnreadableException {
    boolean isEnvelope = ConnectEnvelope.isOne(value);
    if (isTombstone(value)) {
      return new SourceEvent.Tombstone();
    }
    return switch (format) {
      case AUTO ->
          isEnvelope
              ? recognized(payload(value), ConnectEnvelope.name(value))
              : recognized(value, "");
      case JSON_SCHEMA -> row(payload(value));
      case DEBEZIUM ->
          isEnvelope
              ? change(ConnectEnvelope.payload(value), ConnectEnvelope.name(value))
              : change(value, "");
      case DEBEZIUM_UNWRAPPED ->
          UnwrappedRow.read(isEnvelope ? ConnectEnvelope.payload(value) : value);
      case AVRO ->
          throw new UnreadableException(
              UNSUPPORTED_SCHEMA, "the value is JSON behind its frame, but source.format is avro");
      case TEXT, JSON -> row(value);
    };
  }

  /** ExtractNewRecordState makes one of a delete, with the schema of the row or of nothing. */
  private boolean isTombstone(JsonNode value) {
    return switch (format) {
      case AUTO, JSON_SCHEMA, DEBEZIUM -> ConnectEnvelope.isTombstone(value);
      case DEBEZIUM_UNWRAPPED -> value.isNull() || ConnectEnvelope.isTombstone(value);
      case TEXT, JSON, AVRO -> false;
    };
  }

  private static JsonNode payload(JsonNode value) throws UnreadableException {
    if (!ConnectEnvelope.isOne(value)) {
      throw new UnreadableException(
          MALFORMED_ENVELOPE,
          "the value is no object of a \"schema\" with a \"type\" and a \"payload\" alone");
    }
    JsonNode payload = ConnectEnvelope.payload(value);
    if (!payload.isObject()) {
      throw new UnreadableException(
          MALFORMED_ENVELOPE,
          "the \"payload\" is %s, must be an object".formatted(Kind.of(payload)));
    }
    return payload;
  }

  private static SourceEvent recognized(JsonNode value, String schemaName)
      throws UnreadableException {
    if (BesideRows.isNamed(schemaName)) {
      return new SourceEvent.Silent();
    }
    if (DebeziumEnvelope.isOne(value)) {
      return DebeziumEnvelope.read(value);
    }
    return UnwrappedRow.isOne(value) ? UnwrappedRow.read(value) : row(value);
  }

  private static SourceEvent change(JsonNode value, String schemaName) throws UnreadableException {
    return BesideRows.isNamed(schemaName) ? new SourceEvent.Silent() : DebeziumEnvelope.read(value);
  }

  private static SourceEvent row(JsonNode value) throws UnreadableException {
    if (value instanceof ObjectNode row) {
      return new SourceEvent.Written(row, Origin.plain());
    }
    throw new UnreadableException(
        NOT_JSON, "the value is %s, must be an object".formatted(Kind.of(value)));
  }
}
