package io.millrace.schemas;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A field of the vector record that a user's configuration adds, for databases to filter on.
 *
 * @param name an Avro name that is not one of the record's own fields
 */
public record Attribute(String name, AttributeType type) {
  private static final Pattern AVRO_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Milvus and Weaviate keep these for themselves. */
  private static final Set<String> RESERVED_BY_SINKS = Set.of("id", "_id", "_additional");

  /**
   * @throws IllegalArgumentException if the name cannot be a field of the record
   */
  public Attribute {
    requireNonNull(type, "type");
    problemWith(name)
        .ifPresent(problem -> {
          throw new IllegalArgumentException("attribute \"%s\": %s".formatted(name, problem));
        });
  }

  /** What keeps a name from being an attribute's; empty if nothing does. */
  public static Optional<String> problemWith(String name) {
    if (!AVRO_NAME.matcher(name).matches()) {
      return Optional.of("a name has letters, digits and _, and no digit first");
    }
    if (RESERVED_BY_SINKS.contains(name)) {
      return Optional.of("the name is reserved by vector databases");
    }
    return VectorRecord.getClassSchema().getField(name) == null
        ? Optional.empty()
        : Optional.of("every vector record has a field of this name");
  }
}
