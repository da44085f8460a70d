package io.millrace.topology.deadletter;

import io.millrace.topology.model.Rejection;

/**
 * Hands a rejection to Kafka Streams' exception handler, its only door to the dead-letter topic.
 */
public final class DocumentRejectedException extends RuntimeException {
  private final transient Rejection rejection;

  public DocumentRejectedException(Rejection rejection) {
    // Bad records come in floods: no stack trace.
    super(rejection.reason() + ": " + rejection.detail(), null, false, false);
    this.rejection = rejection;
  }

  public Rejection rejection() {
    return rejection;
  }
}
