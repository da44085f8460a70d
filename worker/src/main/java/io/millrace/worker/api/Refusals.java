package io.millrace.worker.api;

import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.worker.http.HttpError;
import java.time.Duration;

/** What a client is told of a text that has no vector. */
final class Refusals {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  private Refusals() {}

  /** Why the engine refused an input. */
  static RefusedException of(int index, Refused refused, Deadline deadline) {
    String detail = "input %d: %s".formatted(index, refused.detail());
    return switch (refused.reason()) {
      case EMPTY -> RefusedException.invalid("input", "empty_input", detail);
      case TOO_LONG -> RefusedException.invalid("input", "context_length_exceeded", detail);
      case UNKNOWN_TOKEN -> RefusedException.invalid("input", "unknown_token", detail);
      case NO_INSTRUCTIONS ->
          RefusedException.invalid("instruction", "instructions_not_supported", detail);
      case NOT_TOKENIZABLE -> unprocessable("not_tokenizable", detail);
      case NO_VECTOR -> unprocessable("no_vector", detail);
      case OUT_OF_MEMORY -> unprocessable("out_of_memory", detail);
      case LATE -> deadline.hasPassed() ? timeout() : late(refused);
    };
  }

  /** A cut vector without length. */
  static RefusedException noLength(int index) {
    return of(
        index,
        new Refused(Reason.NO_VECTOR, "the vector has no length in so few dimensions"),
        new Deadline(0));
  }

  /** The client waited in vain. */
  static RefusedException timeout() {
    return new RefusedException(
        HttpError.later(503, "timeout", "there was no vector before the deadline", SOON));
  }

  /** There is no engine. */
  static RefusedException unavailable() {
    return new RefusedException(
        HttpError.later(503, "engine_unavailable", "the engine takes no texts now", LATER));
  }

  private static RefusedException late(Refused refused) {
    return new RefusedException(HttpError.later(429, "deadline_exceeded", refused.detail(), SOON));
  }

  private static RefusedException unprocessable(String code, String detail) {
    return new RefusedException(HttpError.invalid(422, code, detail).of("input"));
  }
}
