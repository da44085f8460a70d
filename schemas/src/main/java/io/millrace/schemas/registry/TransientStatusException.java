package io.millrace.schemas.registry;

import java.io.IOException;
import java.time.Duration;

/** An answer that says to ask again later. An IOException, as it is dealt with like one. */
final class TransientStatusException extends IOException {
  private final Duration retryAfter;

  TransientStatusException(int status, Duration retryAfter) {
    super("HTTP status " + status);
    this.retryAfter = retryAfter;
  }

  /** How long the registry asked to wait; zero if it did not say. */
  Duration retryAfter() {
    return retryAfter;
  }
}
