package io.millrace.worker.streams;

import org.jspecify.annotations.Nullable;

/**
 * The brokers cannot be reached or lack what the worker needs; the message is one line for the
 * operator.
 */
public final class BrokerException extends RuntimeException {
  public BrokerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
