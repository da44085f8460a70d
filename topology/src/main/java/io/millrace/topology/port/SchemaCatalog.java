package io.millrace.topology.port;

import io.millrace.schemas.registry.RegisteredSchema;
import java.util.Optional;

/** What the schema registry knows of a schema id found in front of a record's key or value. */
@FunctionalInterface
public interface SchemaCatalog {
  /**
   * The schema of an id, of any type; empty when no schema has this id. Throws an unchecked
   * exception when the registry does not answer.
   */
  Optional<RegisteredSchema> schema(int schemaId);
}
