package io.millrace.topology.port;

import java.util.Optional;

/** What the schema registry knows of a schema id found in front of a record's value. */
@FunctionalInterface
public interface SchemaCatalog {
  /**
   * The type of a schema, as the registry spells it: {@code AVRO}, {@code JSON} or {@code
   * PROTOBUF}; empty when no schema has this id. Throws an unchecked exception when the registry
   * does not answer.
   */
  Optional<String> schemaType(int schemaId);
}
