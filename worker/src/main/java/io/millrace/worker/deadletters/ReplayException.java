package io.millrace.worker.deadletters;

import org.jspecify.annotations.Nullable;

/** A replay did not come about; the message is one line for the operator. */
public final class ReplayException extends RuntimeException {
  ReplayException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
