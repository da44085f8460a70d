package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.UNKNOWN_SCHEMA_ID;
import static io.millrace.topology.model.Rejection.Reason.UNSUPPORTED_SCHEMA;

import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.topology.port.SchemaCatalog;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Confluent's frame in front of a key or value: a zero byte, then the schema id as a big-endian
 * int. Neither JSON nor text starts with a zero byte. Thread safe; a schema is asked for and parsed
 * once.
 */
final class SchemaFrame {
  static final int LENGTH_BYTES = 1 + Integer.BYTES;

  private static final byte MAGIC = 0;

  /** More than a topic ever has; when there are more, all are asked for again. */
  private static final int MAX_SCHEMAS = 4096;

  private final SchemaCatalog catalog;
  private final Map<Integer, WriterSchema> schemas = new ConcurrentHashMap<>();

  SchemaFrame(SchemaCatalog catalog) {
    this.catalog = catalog;
  }

  static boolean isIn(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == MAGIC;
  }

  /**
   * What the frame in front of these bytes names: JSON or Avro.
   *
   * @param what "key" or "value", for errors
   */
  WriterSchema read(byte[] bytes, String what) throws UnreadableException {
    if (bytes.length < LENGTH_BYTES) {
      throw new UnreadableException(
          UNKNOWN_SCHEMA_ID,
          "the %s starts with a zero byte but has no schema id behind it".formatted(what));
    }
    int id = ByteBuffer.wrap(bytes).getInt(1);
    WriterSchema schema = schema(id, what);
    if (schema instanceof WriterSchema.Unsupported(String cause)) {
      throw new UnreadableException(
          UNSUPPORTED_SCHEMA, "schema %d of the %s: %s".formatted(id, what, cause));
    }
    return schema;
  }

  private WriterSchema schema(int id, String what) throws UnreadableException {
    WriterSchema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    // No registry gives ids below 1: the zeros of a binary number are not worth a request.
    Optional<RegisteredSchema> registered = id < 1 ? Optional.empty() : catalog.schema(id);
    if (registered.isEmpty()) {
      throw new UnreadableException(
          UNKNOWN_SCHEMA_ID, "the registry has no schema %d of the %s".formatted(id, what));
    }
    if (schemas.size() >= MAX_SCHEMAS) {
      schemas.clear();
    }
    WriterSchema schema = parsed(registered.get());
    schemas.put(id, schema);
    return schema;
  }

  private static WriterSchema parsed(RegisteredSchema schema) {
    return switch (schema.type()) {
      case "JSON" -> new WriterSchema.Json();
      case "AVRO" ->
          AvroReader.of(schema.text())
              .<WriterSchema>map(WriterSchema.Avro::new)
              .orElseGet(() ->
                  new WriterSchema.Unsupported(
                      "it is not valid Avro, or refers to other schemas of the registry"));
      default ->
          new WriterSchema.Unsupported(
              "it is of type %s; only AVRO and JSON are read".formatted(schema.type()));
    };
  }
}
