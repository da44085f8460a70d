package io.millrace.worker.api;

import io.millrace.worker.http.HttpError;
import io.millrace.worker.http.Request;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Until when a client waits.
 *
 * @param nanos on the clock of {@link System#nanoTime}
 * @param isNamed whether the client chose it; otherwise it is the longest that the server works
 */
record Deadline(long nanos, boolean isNamed) {
  /** In lower case. */
  static final String HEADER = "x-millrace-timeout";

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms)?");

  /**
   * The one that a request names, but never later than {@code most} after its head was there: what
   * its body took to arrive is the client's time, too.
   */
  static Deadline of(Request request, Duration most) throws RefusedException {
    Optional<String> header = request.header(HEADER);
    Duration wait = header.isPresent() ? parse(header.get()) : most;
    boolean isNamed = header.isPresent() && wait.compareTo(most) <= 0;
    return new Deadline(request.arrivedNanos() + (isNamed ? wait : most).toNanos(), isNamed);
  }

  long nanosLeft() {
    return nanos - System.nanoTime();
  }

  boolean hasPassed() {
    return nanosLeft() <= 0;
  }

  private static Duration parse(String written) throws RefusedException {
    Matcher matcher = WRITTEN.matcher(written.strip());
    if (!matcher.matches()) {
      throw invalid();
    }
    int digitsToNanos = matcher.group(2) == null ? 9 : 6;
    long nanos = new BigDecimal(matcher.group(1)).movePointRight(digitsToNanos).longValue();
    if (nanos == 0) {
      throw invalid();
    }
    return Duration.ofNanos(nanos);
  }

  private static RefusedException invalid() {
    return new RefusedException(
        HttpError.invalid(
            400,
            "invalid_timeout",
            "X-Millrace-Timeout must be seconds above 0, such as 1.5, or milliseconds, such as"
                + " 200ms"));
  }
}
