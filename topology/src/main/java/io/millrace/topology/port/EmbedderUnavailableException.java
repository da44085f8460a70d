package io.millrace.topology.port;

import org.jspecify.annotations.Nullable;

/**
 * The engine is closed or broken: nothing is wrong with the text, and the commit must not go on.
 */
public final class EmbedderUnavailableException extends RuntimeException {
  public EmbedderUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
