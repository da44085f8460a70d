package io.millrace.topology.source;

import io.millrace.topology.model.Rejection.Reason;

/** Leaves the reading of a record in the middle; {@link DocumentParser} turns it into a value. */
final class UnreadableException extends Exception {
  private final Reason reason;
  private final String detail;

  UnreadableException(Reason reason, String detail) {
    // Bad records come in floods: no stack trace.
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    return detail;
  }
}
