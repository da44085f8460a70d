package io.millrace.worker.http;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a request is called in logs, here and at its client. */
final class RequestId {
  static final String HEADER = "X-Request-Id";
  private static final int LONGEST = 128;

  private RequestId() {}

  /** The client's own, unless it would spoil a log. */
  static String of(@Nullable String sent) {
    return sent != null && isSane(sent) ? sent : made();
  }

  private static boolean isSane(String id) {
    return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /** Unique enough to find a line in a log: 64 bits, no secret. */
  private static String made() {
    return "%016x".formatted(ThreadLocalRandom.current().nextLong());
  }
}
