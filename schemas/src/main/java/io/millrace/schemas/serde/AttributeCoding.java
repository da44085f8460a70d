package io.millrace.schemas.serde;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.Attributes;
import java.util.ArrayList;
import java.util.List;

/** Attributes in Avro's binary encoding, behind a record's own fields. */
final class AttributeCoding {
  private static final int VARINT_BYTES = 1;

  private AttributeCoding() {}

  static void put(AvroOutput out, Attributes attributes) {
    for (int i = 0; i < attributes.fields().size(); i++) {
      put(out, attributes.fields().get(i), attributes.values().get(i));
    }
  }

  private static void put(AvroOutput out, Attribute field, Object value) {
    if (value instanceof List<?> items) {
      out.putItems(items, item -> putScalar(out, field, item));
    } else {
      putScalar(out, field, value);
    }
  }

  private static void putScalar(AvroOutput out, Attribute field, Object value) {
    switch (field.type()) {
      case STRING, STRINGS -> out.putString(field.name(), (String) value);
      case LONG, LONGS -> out.putLong((long) value);
      case DOUBLE, DOUBLES -> out.putDouble((double) value);
      case BOOLEAN, BOOLEANS -> out.putBoolean((boolean) value);
    }
  }

  static Attributes get(AvroInput in, List<Attribute> fields) throws MalformedRecordException {
    List<Object> values = new ArrayList<>(fields.size());
    for (Attribute field : fields) {
      values.add(get(in, field.type()));
    }
    return new Attributes(fields, values);
  }

  private static Object get(AvroInput in, AttributeType type) throws MalformedRecordException {
    return switch (type) {
      case STRING -> in.getString();
      case LONG -> in.getLong();
      case DOUBLE -> in.getDouble();
      case BOOLEAN -> in.getBoolean();
      case STRINGS -> in.getItems(VARINT_BYTES, in::getString);
      case LONGS -> in.getItems(VARINT_BYTES, in::getLong);
      case DOUBLES -> in.getItems(Double.BYTES, in::getDouble);
      case BOOLEANS -> in.getItems(1, in::getBoolean);
    };
  }
}
