package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Numbers of an unscaled big-endian integer and a scale. What is none, stays as it is. */
final class Decimals {
  /** About as many digits as JSON may have: the text of more takes quadratic time. */
  private static final int MAX_BYTES = 416;

  private static final Pattern SCALE = Pattern.compile("-?[0-9]{1,6}");

  private Decimals() {}

  /** Whether a value is a number and neither NaN nor infinite, which have no decimal value. */
  static boolean hasExactValue(JsonNode value) {
    return value.isNumber() && !(value.isDouble() && !Double.isFinite(value.doubleValue()));
  }

  static JsonNode of(JsonNode unscaled, int scale) {
    return unscaled instanceof BinaryNode binary && isInteger(binary.binaryValue())
        ? DecimalNode.valueOf(new BigDecimal(new BigInteger(binary.binaryValue()), scale))
        : unscaled;
  }

  /** With a scale as Kafka Connect writes it, in text; without one the bytes stay. */
  static UnaryOperator<JsonNode> ofScale(String scale) {
    return SCALE.matcher(scale).matches()
        ? value -> of(value, Integer.parseInt(scale))
        : UnaryOperator.identity();
  }

  /** Debezium's, for columns without a scale: a record of both. */
  static JsonNode variableScale(JsonNode value) {
    JsonNode scale = value.path("scale");
    JsonNode number = of(value.path("value"), scale.asInt());
    return scale.isInt() && number.isNumber() ? number : value;
  }

  /** Avro's big-decimal: bytes that hold both. */
  static JsonNode selfDescribed(JsonNode value) {
    if (!(value instanceof BinaryNode binary)) {
      return value;
    }
    try {
      AvroBytes in = new AvroBytes(binary.binaryValue(), 0);
      JsonNode number = of(BinaryNode.valueOf(in.readBytes()), in.readInt());
      return number.isNumber() ? number : value;
    } catch (UnreadableException e) {
      return value;
    }
  }

  private static boolean isInteger(byte[] unscaled) {
    return unscaled.length > 0 && unscaled.length <= MAX_BYTES;
  }
}
