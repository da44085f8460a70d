package io.millrace.schemas.serde;

import io.millrace.schemas.registry.IncompatibleSchemaException;
import io.millrace.schemas.registry.RegisteredSchema;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Schemas of the registry as Avro's. */
final class AvroSchemas {
  private static final String AVRO = "AVRO";

  private AvroSchemas() {}

  /**
   * @throws IncompatibleSchemaException if the schema is not Avro's or cannot stand alone
   */
  static Schema parse(RegisteredSchema registered) {
    if (!registered.type().equals(AVRO)) {
      throw unusable(registered, "its type is " + registered.type());
    }
    try {
      return new Schema.Parser().parse(registered.text());
    } catch (AvroRuntimeException e) {
      throw unusable(registered, e.toString());
    }
  }

  private static IncompatibleSchemaException unusable(RegisteredSchema registered, String problem) {
    return new IncompatibleSchemaException(
        "schema %d of the registry is no Avro schema".formatted(registered.id()), List.of(problem));
  }
}
