package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Reads the values of one writer's schema as trees. Immutable. */
final class AvroReader {
  private final String name;
  private final ReadValue root;

  private AvroReader(String name, ReadValue root) {
    this.name = name;
    this.root = root;
  }

  /** Empty if the schema is not complete in itself. */
  static Optional<AvroReader> of(String schemaText) {
    try {
      Schema schema =
          new Schema.Parser(NameValidator.NO_VALIDATION)
              .setValidateDefaults(false)
              .parse(schemaText);
      return Optional.of(
          new AvroReader(AvroLogicalType.connectName(schema), new ReadValues().of(schema)));
    } catch (AvroRuntimeException e) {
      return Optional.empty();
    }
  }

  /** Of the record, as its writer calls it. */
  String name() {
    return name;
  }

  JsonNode read(byte[] bytes, int offset) throws UnreadableException {
    AvroBytes in = new AvroBytes(bytes, offset);
    JsonNode value = root.read(in);
    in.requireEnd();
    return value;
  }

  /** Reads the values of one schema, which may be part of another. */
  @FunctionalInterface
  interface ReadValue {
    JsonNode read(AvroBytes in) throws UnreadableException;
  }
}
