package io.millrace.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.schemas.FloatVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values of a vector record. Each method leaves the parser on the value's last token.
 */
final class JsonValues {
  private static final int FIRST_CAPACITY = 512;

  private final JsonParser in;

  JsonValues(JsonParser in) {
    this.in = in;
  }

  void startObject(String name) throws IOException, JsonMismatchException {
    require(in.nextToken() == JsonToken.START_OBJECT, name, "no object");
  }

  /** The name of the object's next field; null at its end. */
  @Nullable String nextName() throws IOException {
    return in.nextFieldName();
  }

  void end() throws IOException, JsonMismatchException {
    require(in.nextToken() == null, "the value", "more than one object");
  }

  String string(String name) throws IOException, JsonMismatchException {
    require(in.nextToken() == JsonToken.VALUE_STRING, name, "no string");
    return in.getText();
  }

  int integer(String name) throws IOException, JsonMismatchException {
    long value = integral(name);
    require(value == (int) value, name, "no int of 32 bits");
    return (int) value;
  }

  long integral(String name) throws IOException, JsonMismatchException {
    in.nextToken();
    return integralHere(name);
  }

  FloatVector floats(String name) throws IOException, JsonMismatchException {
    startArray(name);
    float[] values = new float[FIRST_CAPACITY];
    int size = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = floatHere(name);
    }
    return FloatVector.of(Arrays.copyOf(values, size));
  }

  Map<String, String> strings(String name) throws IOException, JsonMismatchException {
    startObject(name);
    Map<String, String> strings = new LinkedHashMap<>();
    for (String key = nextName(); key != null; key = nextName()) {
      strings.put(key, string(name));
    }
    return strings;
  }

  /** A string, long, double or boolean, or a list of them. */
  Object attribute(String name) throws IOException, JsonMismatchException {
    if (in.nextToken() != JsonToken.START_ARRAY) {
      return scalarHere(name);
    }
    List<Object> items = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      items.add(scalarHere(name));
    }
    return items;
  }

  private Object scalarHere(String name) throws IOException, JsonMismatchException {
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> integralHere(name);
      case VALUE_NUMBER_FLOAT -> finite(name, in.getDoubleValue());
      default -> throw new JsonMismatchException(name + " is of no type that attributes have");
    };
  }

  private long integralHere(String name) throws IOException, JsonMismatchException {
    require(
        in.currentToken() == JsonToken.VALUE_NUMBER_INT
            && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
        name,
        "no integer of 64 bits");
    return in.getLongValue();
  }

  private float floatHere(String name) throws IOException, JsonMismatchException {
    require(in.currentToken().isNumeric(), name, "no array of numbers");
    float value = in.getFloatValue();
    finite(name, value);
    return value;
  }

  private static double finite(String name, double value) throws JsonMismatchException {
    require(Double.isFinite(value), name, "too great a number");
    return value;
  }

  private void startArray(String name) throws IOException, JsonMismatchException {
    require(in.nextToken() == JsonToken.START_ARRAY, name, "no array");
  }

  private static void require(boolean holds, String name, String is) throws JsonMismatchException {
    if (!holds) {
      throw new JsonMismatchException("%s is %s".formatted(name, is));
    }
  }
}
