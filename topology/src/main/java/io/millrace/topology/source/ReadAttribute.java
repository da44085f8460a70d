package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.INVALID_TEXT;
import static io.millrace.topology.model.Rejection.Reason.WRONG_FIELD_TYPE;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.Attributes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row's attributes. Nothing is lost in silence: what does not fit its type is rejected. */
final class ReadAttribute {
  private ReadAttribute() {}

  /** Of a document without fields. */
  static Attributes absent(List<AttributeField> fields) {
    List<Attribute> attributes = fields.stream().map(AttributeField::attribute).toList();
    return new Attributes(
        attributes, attributes.stream().map(field -> field.type().absent()).toList());
  }

  static Attributes of(List<AttributeField> fields, JsonNode row) throws UnreadableException {
    if (fields.isEmpty()) {
      return Attributes.none();
    }
    List<Attribute> attributes = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (AttributeField field : fields) {
      attributes.add(field.attribute());
      values.add(value(field, field.path().in(row)));
    }
    return new Attributes(attributes, values);
  }

  private static Object value(AttributeField field, JsonNode value) throws UnreadableException {
    AttributeType type = field.attribute().type();
    if (value.isNull() || value.isMissingNode()) {
      return type.absent();
    }
    if (!type.isList()) {
      return scalar(field, value);
    }
    if (!value.isArray()) {
      throw wrongType(field, value);
    }
    List<Object> items = new ArrayList<>();
    for (JsonNode item : value) {
      items.add(scalar(field, item));
    }
    return items;
  }

  private static Object scalar(AttributeField field, JsonNode value) throws UnreadableException {
    Object scalar =
        switch (field.attribute().type()) {
          case STRING, STRINGS -> text(value);
          case LONG, LONGS -> integer(value);
          case DOUBLE, DOUBLES -> floating(value);
          case BOOLEAN, BOOLEANS -> value.isBoolean() ? value.booleanValue() : null;
        };
    if (scalar == null) {
      throw wrongType(field, value);
    }
    if (scalar instanceof String text && !JsonReader.isUnicode(text)) {
      throw new UnreadableException(
          INVALID_TEXT, "field \"%s\" has an unpaired surrogate".formatted(field.path()));
    }
    return scalar;
  }

  private static @Nullable String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : Moment.in(value).map(Moment::text).orElse(null);
  }

  private static @Nullable Long integer(JsonNode value) {
    Optional<Moment> moment = Moment.in(value);
    if (moment.isPresent()) {
      return moment.get().millis();
    }
    if (!Decimals.hasExactValue(value)) {
      return null;
    }
    try {
      return value.decimalValue().longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Double floating(JsonNode value) {
    if (!Decimals.hasExactValue(value)) {
      return null;
    }
    BigDecimal exact = value.decimalValue();
    double nearest = exact.doubleValue();
    boolean isLost =
        Double.isInfinite(nearest)
            || (nearest == 0 && exact.signum() != 0)
            || (value.isIntegralNumber() && new BigDecimal(nearest).compareTo(exact) != 0);
    return isLost ? null : Double.valueOf(nearest);
  }

  private static UnreadableException wrongType(AttributeField field, JsonNode value) {
    return new UnreadableException(
        WRONG_FIELD_TYPE,
        "field \"%s\" is or has %s that cannot be attribute \"%s\" of type %s"
            .formatted(
                field.path(),
                Kind.of(value),
                field.attribute().name(),
                field.attribute().type().name().toLowerCase(Locale.ROOT)));
  }
}
