package io.millrace.topology.port;

import org.jspecify.annotations.Nullable;

/**
 * The engine is closed or broken: nothing is wrong with the text, and the commit must not go on.
 */
public sealed class EmbedderUnavailableException extends RuntimeException
    permits EmbedderBrokenException {
  public EmbedderUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
