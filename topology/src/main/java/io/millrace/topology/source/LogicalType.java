package io.millrace.topology.source;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What Avro's logical types, Kafka Connect's and Debezium's semantic types make of a plain value. A
 * value out of a type's range stays as it is.
 *
 * @see <a href="https://debezium.io/documentation/reference/connectors/postgresql.html">the data
 *     types of Debezium's connector for PostgreSQL</a>
 */
final class LogicalType {
  static final String CONNECT_DECIMAL = "org.apache.kafka.connect.data.Decimal";
  static final String VARIABLE_SCALE_DECIMAL = "io.debezium.data.VariableScaleDecimal";

  /** About as many digits as JSON may have: the text of more takes quadratic time. */
  private static final int MAX_DECIMAL_BYTES = 416;

  private static final Pattern SCALE = Pattern.compile("-?[0-9]{1,6}");

  private static final long NANOS_A_DAY = TimeUnit.DAYS.toNanos(1);

  private static final Map<String, UnaryOperator<JsonNode>> READINGS =
      Map.ofEntries(
          entry("big-decimal", LogicalType::bigDecimal),
          entry("date", LogicalType::date),
          entry("time-millis", value -> time(value, TimeUnit.MILLISECONDS)),
          entry("time-micros", value -> time(value, TimeUnit.MICROSECONDS)),
          entry("timestamp-millis", value -> instant(value, TimeUnit.MILLISECONDS)),
          entry("timestamp-micros", value -> instant(value, TimeUnit.MICROSECONDS)),
          entry("timestamp-nanos", value -> instant(value, TimeUnit.NANOSECONDS)),
          entry("local-timestamp-millis", value -> local(value, TimeUnit.MILLISECONDS)),
          entry("local-timestamp-micros", value -> local(value, TimeUnit.MICROSECONDS)),
          entry("local-timestamp-nanos", value -> local(value, TimeUnit.NANOSECONDS)),
          entry("org.apache.kafka.connect.data.Date", LogicalType::date),
          entry("org.apache.kafka.connect.data.Time", value -> time(value, TimeUnit.MILLISECONDS)),
          entry(
              "org.apache.kafka.connect.data.Timestamp",
              value -> instant(value, TimeUnit.MILLISECONDS)),
          entry("io.debezium.time.Date", LogicalType::date),
          entry("io.debezium.time.Time", value -> time(value, TimeUnit.MILLISECONDS)),
          entry("io.debezium.time.MicroTime", value -> time(value, TimeUnit.MICROSECONDS)),
          entry("io.debezium.time.NanoTime", value -> time(value, TimeUnit.NANOSECONDS)),
          entry("io.debezium.time.Timestamp", value -> local(value, TimeUnit.MILLISECONDS)),
          entry("io.debezium.time.MicroTimestamp", value -> local(value, TimeUnit.MICROSECONDS)),
          entry("io.debezium.time.NanoTimestamp", value -> local(value, TimeUnit.NANOSECONDS)),
          entry("io.debezium.time.ZonedTimestamp", LogicalType::zoned),
          entry(VARIABLE_SCALE_DECIMAL, LogicalType::variableScale));

  private LogicalType() {}

  /**
   * Empty for names that stand for the plain value itself, such as {@code io.debezium.data.Json}.
   */
  static Optional<UnaryOperator<JsonNode>> named(String name) {
    return Optional.ofNullable(READINGS.get(name));
  }

  /** The number of an unscaled big-endian integer. */
  static JsonNode decimal(JsonNode value, int scale) {
    return value instanceof BinaryNode binary && isDecimal(binary.binaryValue())
        ? DecimalNode.valueOf(new BigDecimal(new BigInteger(binary.binaryValue()), scale))
        : value;
  }

  /** The same with a scale as Kafka Connect writes it, in text; without one the bytes stay. */
  static UnaryOperator<JsonNode> decimal(String scale) {
    return SCALE.matcher(scale).matches()
        ? value -> decimal(value, Integer.parseInt(scale))
        : UnaryOperator.identity();
  }

  private static boolean isDecimal(byte[] unscaled) {
    return unscaled.length > 0 && unscaled.length <= MAX_DECIMAL_BYTES;
  }

  private static JsonNode bigDecimal(JsonNode value) {
    if (!(value instanceof BinaryNode binary)) {
      return value;
    }
    try {
      AvroBytes in = new AvroBytes(binary.binaryValue(), 0);
      JsonNode unscaled = BinaryNode.valueOf(in.readBytes());
      JsonNode number = decimal(unscaled, in.readInt());
      return number.isNumber() ? number : value;
    } catch (UnreadableException e) {
      return value;
    }
  }

  private static JsonNode variableScale(JsonNode value) {
    JsonNode scale = value.path("scale");
    JsonNode number = decimal(value.path("value"), scale.asInt());
    return scale.isInt() && number.isNumber() ? number : value;
  }

  private static JsonNode date(JsonNode value) {
    if (!value.canConvertToInt()) {
      return value;
    }
    LocalDate date = LocalDate.ofEpochDay(value.intValue());
    return new Moment(date.toString(), TimeUnit.DAYS.toMillis(value.intValue())).node();
  }

  private static JsonNode time(JsonNode value, TimeUnit unit) {
    long nanos = unit.toNanos(value.longValue());
    if (!value.canConvertToLong() || nanos < 0 || nanos >= NANOS_A_DAY) {
      return value;
    }
    return new Moment(LocalTime.ofNanoOfDay(nanos).toString(), TimeUnit.NANOSECONDS.toMillis(nanos))
        .node();
  }

  private static JsonNode instant(JsonNode value, TimeUnit unit) {
    return value.canConvertToLong() ? moment(at(value.longValue(), unit)) : value;
  }

  /** Of a column without a zone: as many units from the epoch as if it were in UTC. */
  private static JsonNode local(JsonNode value, TimeUnit unit) {
    if (!value.canConvertToLong()) {
      return value;
    }
    Instant at = at(value.longValue(), unit);
    return new Moment(LocalDateTime.ofInstant(at, ZoneOffset.UTC).toString(), millis(at)).node();
  }

  private static JsonNode zoned(JsonNode value) {
    try {
      Instant at = OffsetDateTime.parse(value.asText()).toInstant();
      return new Moment(value.asText(), millis(at)).node();
    } catch (DateTimeException e) {
      return value;
    }
  }

  private static Instant at(long units, TimeUnit unit) {
    long perSecond = unit.convert(1, TimeUnit.SECONDS);
    return Instant.ofEpochSecond(
        Math.floorDiv(units, perSecond), unit.toNanos(Math.floorMod(units, perSecond)));
  }

  private static JsonNode moment(Instant at) {
    return new Moment(at.toString(), millis(at)).node();
  }

  /** Saturates, which only years beyond 292 million do. */
  private static long millis(Instant at) {
    return at.getEpochSecond() >= Long.MAX_VALUE / 1000
            || at.getEpochSecond() < Long.MIN_VALUE / 1000
        ? (at.getEpochSecond() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE)
        : at.toEpochMilli();
  }
}
