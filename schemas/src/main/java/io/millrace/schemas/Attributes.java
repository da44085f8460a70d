package io.millrace.schemas;

import java.util.ArrayList;
import java.util.List;

/**
 * The attributes of one document.
 *
 * @param fields what attributes there are, in the order of the schema; the same for every document
 *     of a source
 * @param values one for each field, of its type
 */
public record Attributes(List<Attribute> fields, List<Object> values) {
  private static final Attributes NONE = new Attributes(List.of(), List.of());

  /**
   * @throws IllegalArgumentException if a value is missing or of another type than its field
   */
  public Attributes {
    fields = List.copyOf(fields);
    values = List.copyOf(values);
    if (fields.size() != values.size()) {
      throw new IllegalArgumentException(
          "%d values for %d attributes".formatted(values.size(), fields.size()));
    }
    for (int i = 0; i < fields.size(); i++) {
      Attribute field = fields.get(i);
      if (!field.type().accepts(values.get(i))) {
        throw new IllegalArgumentException(
            "attribute \"%s\" is %s, must be %s"
                .formatted(field.name(), values.get(i).getClass().getSimpleName(), field.type()));
      }
    }
    values = values.stream().map(Attributes::immutable).toList();
  }

  /**
   * @throws IllegalArgumentException if the value is not of its field's type
   */
  Attributes with(int index, Object value) {
    List<Object> changed = new ArrayList<>(values);
    changed.set(index, value);
    return new Attributes(fields, changed);
  }

  private static Object immutable(Object value) {
    return value instanceof List<?> items ? List.copyOf(items) : value;
  }

  /** No attribute. */
  public static Attributes none() {
    return NONE;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }
}
