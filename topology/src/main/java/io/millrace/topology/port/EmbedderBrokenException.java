package io.millrace.topology.port;

import org.jspecify.annotations.Nullable;

/** The engine is broken and stays so: only another process can embed the text. */
public final class EmbedderBrokenException extends EmbedderUnavailableException {
  public EmbedderBrokenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
