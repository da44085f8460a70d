package io.millrace.schemas;

import java.util.List;

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
