package io.millrace.worker.api;

import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.worker.http.HttpError;
import java.time.Duration;
import java.util.Optional;

/** What a client is told of a text that has no vector. */
final class Refusals {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  private static final String TIMEOUT = "timeout";
  private static final String TOO_LATE = "there was no vector before the deadline";

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
      case NO_VECTOR -> noVector(detail);
      case OUT_OF_MEMORY -> unprocessable("out_of_memory", detail);
      case LATE -> deadline.hasPassed() ? timeout(deadline) : late(refused);
    };
  }

  /** A cut vector without length. */
  static RefusedException noLength(int index) {
    return noVector("input %d: the vector has no length in so few dimensions".formatted(index));
  }

  private static RefusedException noVector(String detail) {
    return unprocessable("no_vector", detail);
  }

  /** The client waited in vain: as long as it chose, or as long as the server works at all. */
  static RefusedException timeout(Deadline passed) {
    return new RefusedException(
        passed.isNamed()
            ? new HttpError(
                504,
                TOO_LATE,
                "server_error",
                Optional.empty(),
                Optional.of(TIMEOUT),
                Optional.empty())
            : HttpError.later(503, TIMEOUT, TOO_LATE, SOON));
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
