package io.millrace.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.registry.IncompatibleSchemaException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;

/** The schema of a vector record as the registry and other writers see it. */
final class VectorSchema {
  private static final String JAVA_STRING = "avro.java.string";

  /** Without {@code avro.java.string}, which is nobody's business but the generated class's. */
  static final Schema CLEAN = withoutJavaStrings(VectorRecord.getClassSchema());

  private static final String PARSING_FORM = SchemaNormalization.toParsingForm(CLEAN);

  private VectorSchema() {}

  /**
   * Whether records of the other schema have the same bytes as ours: Avro's parsing form drops what
   * does not reach the bytes, such as docs, defaults and properties.
   */
  static boolean encodesLike(Schema other) {
    return PARSING_FORM.equals(SchemaNormalization.toParsingForm(other));
  }

  /**
   * @throws IncompatibleSchemaException if a reader with the other schema cannot read our records
   */
  static void requireReadableWith(Schema reader, String subject) {
    List<String> problems =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, CLEAN)
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

  private static Schema withoutJavaStrings(Schema schema) {
    JsonNode tree = json(schema);
    for (JsonNode parent : tree.findParents(JAVA_STRING)) {
      ((ObjectNode) parent).remove(JAVA_STRING);
    }
    return new Schema.Parser().parse(tree.toString());
  }

  private static JsonNode json(Schema schema) {
    try {
      return new ObjectMapper().readTree(schema.toString());
    } catch (JsonProcessingException e) {
      throw new AssertionError("Avro prints schemas as JSON", e);
    }
  }
}
