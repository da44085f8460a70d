package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.UNKNOWN_SCHEMA_ID;
import static io.millrace.topology.model.Rejection.Reason.UNSUPPORTED_SCHEMA;

import io.millrace.topology.port.SchemaCatalog;
import java.nio.ByteBuffer;

/**
 * Confluent's frame in front of a value: a zero byte, then the schema id as a big-endian int.
 * Neither JSON nor text starts with a zero byte.
 */
final class SchemaFrame {
  private static final byte MAGIC = 0;
  private static final int LENGTH_BYTES = 1 + Integer.BYTES;

  private final SchemaCatalog schemas;

  SchemaFrame(SchemaCatalog schemas) {
    this.schemas = schemas;
  }

  /** The value behind the frame, positioned at its first byte; at 0 when there is no frame. */
  ByteBuffer remove(byte[] value) throws UnreadableException {
    ByteBuffer content = ByteBuffer.wrap(value);
    if (value.length == 0 || value[0] != MAGIC) {
      return content;
    }
    if (value.length < LENGTH_BYTES) {
      throw new UnreadableException(
          UNKNOWN_SCHEMA_ID, "the value starts with a zero byte but has no schema id behind it");
    }
    requireJson(content.getInt(1));
    return content.position(LENGTH_BYTES);
  }

  private void requireJson(int schemaId) throws UnreadableException {
    String type =
        schemas
            .schemaType(schemaId)
            .orElseThrow(() ->
                new UnreadableException(
                    UNKNOWN_SCHEMA_ID, "the registry has no schema " + schemaId));
    if (!type.equals("JSON")) {
      throw new UnreadableException(
          UNSUPPORTED_SCHEMA,
          "schema %d is of type %s; only JSON is read".formatted(schemaId, type));
    }
  }
}
