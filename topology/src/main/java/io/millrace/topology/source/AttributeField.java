package io.millrace.topology.source;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.Attribute;

/**
 * An attribute and the field of the row that is its value.
 *
 * <p>An absent or null field gives the type's absent value. Numbers are taken where nothing is
 * lost: 3 for a double, 3.0 for a long. A date or a time is for a string its ISO 8601 text, for a
 * long its epoch milliseconds, rounded down.
 */
public record AttributeField(Attribute attribute, FieldPath path) {
  public AttributeField {
    requireNonNull(attribute, "attribute");
    requireNonNull(path, "path");
  }
}
