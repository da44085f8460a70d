package io.millrace.worker.http;

import io.millrace.worker.config.HttpConfig;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * How long a client may take.
 *
 * @param bodyNanos for the head and the body of a request together
 * @param idleNanos between requests, or without taking a byte of an answer
 * @param leastBytes that it takes of an answer in a second, besides
 */
record ArrivalTimes(long bodyNanos, long idleNanos, long leastBytes) {
  /** Of the slowest line that is still of use; half a megabit. */
  private static final long SLOW_BYTES = 64 << 10;

  private static final long SHORTEST_TICK_MILLIS = 10;
  private static final long LONGEST_TICK_MILLIS = 1000;

  static final HttpError LATE =
      HttpError.invalid(408, "request_timeout", "the request took too long to arrive");

  /** The same to a client whose request never became one, as it stands on the wire. */
  static String late() {
    String body = new String(LATE.response().body(), StandardCharsets.UTF_8);
    return "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(body.length(), body);
  }

  static ArrivalTimes of(HttpConfig.Limits limits) {
    return new ArrivalTimes(limits.bodyTime().toNanos(), limits.idleTime().toNanos(), SLOW_BYTES);
  }

  /** How long a client may take to read an answer, however steadily it does. */
  long readingNanos(long answerBytes) {
    return idleNanos + TimeUnit.SECONDS.toNanos(answerBytes) / leastBytes;
  }

  /** How often to look whether one is over: often enough to be late by a tenth at most. */
  long tickMillis() {
    long tenth = Math.min(bodyNanos, idleNanos) / 10_000_000;
    return Math.clamp(tenth, SHORTEST_TICK_MILLIS, LONGEST_TICK_MILLIS);
  }
}
