package io.millrace.topology.source;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What Avro's logical types, Kafka Connect's and Debezium's semantic types make of a plain value. A
 * value out of a type's range stays as it is.
 *
 * @see <a href="https://debezium.io/documentation/reference/connectors/postgresql.html">the data
 *     types of Debezium's connector for PostgreSQL</a>
 */
final class LogicalType {
  /** Its scale is a parameter of the schema: see {@link Decimals}. */
  static final String CONNECT_DECIMAL = "org.apache.kafka.connect.data.Decimal";

  private static final Map<String, UnaryOperator<JsonNode>> AVRO =
      Map.ofEntries(
          entry("big-decimal", Decimals::selfDescribed),
          entry("date", Times::date),
          entry("time-millis", Times.ofDay(TimeUnit.MILLISECONDS)),
          entry("time-micros", Times.ofDay(TimeUnit.MICROSECONDS)),
          entry("timestamp-millis", Times.instant(TimeUnit.MILLISECONDS)),
          entry("timestamp-micros", Times.instant(TimeUnit.MICROSECONDS)),
          entry("timestamp-nanos", Times.instant(TimeUnit.NANOSECONDS)),
          entry("local-timestamp-millis", Times.local(TimeUnit.MILLISECONDS)),
          entry("local-timestamp-micros", Times.local(TimeUnit.MICROSECONDS)),
          entry("local-timestamp-nanos", Times.local(TimeUnit.NANOSECONDS)));

  private static final Map<String, UnaryOperator<JsonNode>> CONNECT =
      Map.ofEntries(
          entry("org.apache.kafka.connect.data.Date", Times::date),
          entry("org.apache.kafka.connect.data.Time", Times.ofDay(TimeUnit.MILLISECONDS)),
          entry("org.apache.kafka.connect.data.Timestamp", Times.instant(TimeUnit.MILLISECONDS)),
          entry("io.debezium.time.Date", Times::date),
          entry("io.debezium.time.Time", Times.ofDay(TimeUnit.MILLISECONDS)),
          entry("io.debezium.time.MicroTime", Times.ofDay(TimeUnit.MICROSECONDS)),
          entry("io.debezium.time.NanoTime", Times.ofDay(TimeUnit.NANOSECONDS)),
          entry("io.debezium.time.Timestamp", Times.local(TimeUnit.MILLISECONDS)),
          entry("io.debezium.time.MicroTimestamp", Times.local(TimeUnit.MICROSECONDS)),
          entry("io.debezium.time.NanoTimestamp", Times.local(TimeUnit.NANOSECONDS)),
          entry("io.debezium.time.ZonedTimestamp", Times::zoned),
          entry("io.debezium.data.VariableScaleDecimal", Decimals::variableScale));

  private LogicalType() {}

  /** Empty for names that Avro's specification does not have. */
  static Optional<UnaryOperator<JsonNode>> ofAvro(String name) {
    return Optional.ofNullable(AVRO.get(name));
  }

  /**
   * Empty for names that stand for the plain value itself, such as {@code io.debezium.data.Json}.
   */
  static Optional<UnaryOperator<JsonNode>> ofConnect(String name) {
    return Optional.ofNullable(CONNECT.get(name));
  }
}
