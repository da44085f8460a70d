package io.millrace.worker.api;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.http.HttpError;

/**
 * Ends the work on a request from wherever it stands; never leaves the package. Without a stack
 * trace: bad requests are no surprise.
 */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient HttpError error;

  RefusedException(HttpError error) {
    super(error.message(), null, false, false);
    this.error = requireNonNull(error, "error");
  }

  /** About a field of the body. */
  static RefusedException invalid(String field, String code, String message) {
    return new RefusedException(HttpError.invalid(400, code, message).of(field));
  }

  HttpError error() {
    return error;
  }
}
