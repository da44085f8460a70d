package io.millrace.schemas.serde;

import io.millrace.schemas.registry.RegisteredSchema;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/** Schemas of the registry as Avro's. */
final class AvroSchemas {
  private static final String AVRO = "AVRO";

  private AvroSchemas() {}

  /**
   * @throws SerializationException if the schema is not Avro's or cannot stand alone
   */
  static Schema parse(RegisteredSchema registered) {
    if (!registered.type().equals(AVRO)) {
      throw new SerializationException(
          "schema %d is %s, not %s".formatted(registered.id(), registered.type(), AVRO));
    }
    try {
      return new Schema.Parser().parse(registered.text());
    } catch (AvroRuntimeException e) {
      throw new SerializationException(
          "schema %d of the registry cannot be parsed".formatted(registered.id()), e);
    }
  }
}
