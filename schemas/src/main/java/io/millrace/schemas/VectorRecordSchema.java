package io.millrace.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schema of vector records with attributes: the fields of {@link VectorRecord}, then one for
 * each attribute. All are called {@code io.millrace.schemas.VectorRecord}, and every attribute has
 * a default, so that records with other attributes, more, fewer or in another order, can be read.
 */
public final class VectorRecordSchema {
  /** Far more than a configuration has; only a guard for those who make lists without end. */
  private static final int MAX_CACHED = 1_000;

  private static final Map<List<Attribute>, Schema> CACHE = new ConcurrentHashMap<>();

  private VectorRecordSchema() {}

  /**
   * Free of {@code avro.java.string}, which is nobody's business but the generated class's.
   *
   * @param attributes none for the schema of a plain {@link VectorRecord}
   */
  public static Schema of(List<Attribute> attributes) {
    Schema known = CACHE.get(attributes);
    if (known != null) {
      return known;
    }
    Schema schema = make(attributes);
    if (CACHE.size() < MAX_CACHED) {
      CACHE.put(List.copyOf(attributes), schema);
    }
    return schema;
  }

  /**
   * The fields of a writer's schema that are attributes, in its order. Fields of other types or
   * with names that no attribute may have are left out.
   */
  public static List<Attribute> attributesOf(Schema writer) {
    return writer.getType() == Schema.Type.RECORD
        ? writer.getFields().stream().flatMap(field -> attribute(field).stream()).toList()
        : List.of();
  }

  private static Optional<Attribute> attribute(Schema.Field field) {
    return Attribute.problemWith(field.name()).isPresent()
        ? Optional.empty()
        : AttributeType.of(field.schema()).map(type -> new Attribute(field.name(), type));
  }

  private static Schema make(List<Attribute> attributes) {
    Schema plain = VectorRecord.getClassSchema();
    List<Schema.Field> fields = new ArrayList<>();
    plain.getFields().forEach(field -> fields.add(withoutJavaString(field)));
    attributes.forEach(attribute -> fields.add(field(attribute)));
    return Schema.createRecord(
        plain.getName(), plain.getDoc(), plain.getNamespace(), plain.isError(), fields);
  }

  private static Schema.Field field(Attribute attribute) {
    AttributeType type = attribute.type();
    return new Schema.Field(attribute.name(), type.schema(), null, type.absent());
  }

  private static Schema.Field withoutJavaString(Schema.Field field) {
    return new Schema.Field(
        field.name(), withoutJavaString(field.schema()), field.doc(), defaultOf(field));
  }

  private static Schema withoutJavaString(Schema schema) {
    return switch (schema.getType()) {
      case STRING -> Schema.create(Schema.Type.STRING);
      case MAP -> Schema.createMap(withoutJavaString(schema.getValueType()));
      default -> schema;
    };
  }

  /** Null stands for no default. */
  private static @Nullable Object defaultOf(Schema.Field field) {
    return field.hasDefaultValue() ? field.defaultVal() : null;
  }
}
