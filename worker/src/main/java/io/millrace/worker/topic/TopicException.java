package io.millrace.worker.topic;

import org.jspecify.annotations.Nullable;

/** A topic cannot be read; the message is one line for the operator. */
public final class TopicException extends RuntimeException {
  public TopicException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
