package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Dates and times of plain numbers and texts. What is none, stays as it is. */
final class Times {
  private static final long NANOS_A_DAY = TimeUnit.DAYS.toNanos(1);
  private static final long MAX_SECONDS = TimeUnit.MILLISECONDS.toSeconds(Long.MAX_VALUE);

  private Times() {}

  /** Of days from the epoch. */
  static JsonNode date(JsonNode value) {
    if (!value.canConvertToInt()) {
      return value;
    }
    LocalDate date = LocalDate.ofEpochDay(value.intValue());
    return new Moment(date.toString(), TimeUnit.DAYS.toMillis(value.intValue())).node();
  }

  /** Of units from midnight. 24:00, which PostgreSQL has, is out of range. */
  static UnaryOperator<JsonNode> ofDay(TimeUnit unit) {
    return value -> {
      long nanos = unit.toNanos(value.longValue());
      if (!value.canConvertToLong() || nanos < 0 || nanos >= NANOS_A_DAY) {
        return value;
      }
      String text = LocalTime.ofNanoOfDay(nanos).toString();
      return new Moment(text, TimeUnit.NANOSECONDS.toMillis(nanos)).node();
    };
  }

  /** Of units from the epoch. */
  static UnaryOperator<JsonNode> instant(TimeUnit unit) {
    return value -> {
      if (!value.canConvertToLong()) {
        return value;
      }
      Instant at = at(value.longValue(), unit);
      return new Moment(at.toString(), millis(at)).node();
    };
  }

  /** Of a column without a zone: as many units from the epoch as if it were in UTC. */
  static UnaryOperator<JsonNode> local(TimeUnit unit) {
    return value -> {
      if (!value.canConvertToLong()) {
        return value;
      }
      Instant at = at(value.longValue(), unit);
      String text = LocalDateTime.ofInstant(at, ZoneOffset.UTC).toString();
      return new Moment(text, millis(at)).node();
    };
  }

  /** Of a text with an offset from UTC. PostgreSQL has "infinity", too. */
  static JsonNode zoned(JsonNode value) {
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

  /** Saturates, which only years beyond 292 million do. */
  private static long millis(Instant at) {
    if (at.getEpochSecond() >= MAX_SECONDS) {
      return Long.MAX_VALUE;
    }
    return at.getEpochSecond() <= -MAX_SECONDS ? Long.MIN_VALUE : at.toEpochMilli();
  }
}
