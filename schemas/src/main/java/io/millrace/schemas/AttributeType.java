package io.millrace.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Types of the fields that a vector record may have beside its own. There is no null and no logical
 * type, so that every sink connector reads them.
 */
public enum AttributeType {
  STRING,
  LONG,
  DOUBLE,
  BOOLEAN,
  STRINGS,
  LONGS,
  DOUBLES,
  BOOLEANS;

  /** Stands for a value that is not there: empty, zero or false. */
  public Object absent() {
    return switch (this) {
      case STRING -> "";
      case LONG -> 0L;
      case DOUBLE -> 0.0;
      case BOOLEAN -> false;
      case STRINGS, LONGS, DOUBLES, BOOLEANS -> List.of();
    };
  }

  /** Whether values are lists. */
  public boolean isList() {
    return switch (this) {
      case STRING, LONG, DOUBLE, BOOLEAN -> false;
      case STRINGS, LONGS, DOUBLES, BOOLEANS -> true;
    };
  }

  /** Whether an object is a value of this type: {@code Long} for LONG, never {@code Integer}. */
  public boolean accepts(Object value) {
    return isList()
        ? value instanceof List<?> items && items.stream().allMatch(scalar()::isInstance)
        : scalar().isInstance(value);
  }

  /** A new schema without logical type and without properties. */
  Schema schema() {
    Schema item = Schema.create(avro());
    return isList() ? Schema.createArray(item) : item;
  }

  /** The type whose values a schema stands for; empty if it has another type or a logical type. */
  static Optional<AttributeType> of(Schema schema) {
    return Arrays.stream(values()).filter(type -> type.matches(schema)).findFirst();
  }

  private boolean matches(Schema schema) {
    return isList()
        ? schema.getType() == Schema.Type.ARRAY && isPlain(schema.getElementType())
        : isPlain(schema);
  }

  private boolean isPlain(Schema schema) {
    return schema.getType() == avro() && schema.getLogicalType() == null;
  }

  /** Avro's type of a value, or of the items of a list. */
  private Schema.Type avro() {
    return switch (this) {
      case STRING, STRINGS -> Schema.Type.STRING;
      case LONG, LONGS -> Schema.Type.LONG;
      case DOUBLE, DOUBLES -> Schema.Type.DOUBLE;
      case BOOLEAN, BOOLEANS -> Schema.Type.BOOLEAN;
    };
  }

  /** Java's type of a value, or of the items of a list. */
  private Class<?> scalar() {
    return switch (this) {
      case STRING, STRINGS -> String.class;
      case LONG, LONGS -> Long.class;
      case DOUBLE, DOUBLES -> Double.class;
      case BOOLEAN, BOOLEANS -> Boolean.class;
    };
  }
}
