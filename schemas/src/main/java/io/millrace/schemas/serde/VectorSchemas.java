package io.millrace.schemas.serde;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.VectorRecordSchema;
import io.millrace.schemas.registry.IncompatibleSchemaException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;

/** Schemas of vector records against others that the registry has. */
final class VectorSchemas {
  private VectorSchemas() {}

  /**
   * Whether records of both schemas have the same bytes: Avro's parsing form drops what does not
   * reach the bytes, such as docs, defaults and properties.
   */
  static boolean encodeAlike(Schema ours, Schema other) {
    return SchemaNormalization.toParsingForm(ours).equals(SchemaNormalization.toParsingForm(other));
  }

  /**
   * @throws IncompatibleSchemaException if a reader with the other schema cannot read our records
   */
  static void requireReadableWith(Schema reader, Schema ours, String subject) {
    List<String> problems =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, ours)
            .getResult()
            .getIncompatibilities()
            .stream()
            .map(problem -> problem.getLocation() + ": " + problem.getMessage())
            .toList();
    if (!problems.isEmpty()) {
      throw new IncompatibleSchemaException(
          "the latest schema of %s cannot read vector records".formatted(subject), problems);
    }
  }

  /** Which attributes have another type in a registered schema, for people. */
  static List<String> changedTypes(Schema registered, List<Attribute> attributes) {
    return registered.getType() == Schema.Type.RECORD
        ? attributes.stream()
            .flatMap(attribute -> changedType(registered, attribute).stream())
            .toList()
        : List.of();
  }

  private static Optional<String> changedType(Schema registered, Attribute attribute) {
    Schema ours = VectorRecordSchema.of(List.of(attribute)).getField(attribute.name()).schema();
    return Optional.ofNullable(registered.getField(attribute.name()))
        .filter(field -> !encodeAlike(ours, field.schema()))
        .map(field ->
            "attribute \"%s\" is now %s and was %s"
                .formatted(attribute.name(), ours, field.schema()));
  }
}
