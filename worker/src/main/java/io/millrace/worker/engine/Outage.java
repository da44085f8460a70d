package io.millrace.worker.engine;

import io.millrace.topology.port.EmbedderBrokenException;
import io.millrace.topology.port.EmbedderUnavailableException;
import org.jspecify.annotations.Nullable;

/** Why the engine takes no more texts; a cause when it is broken, none when it was closed. */
record Outage(String reason, @Nullable Throwable cause) {
  static Outage closed() {
    return new Outage("the engine is closed", null);
  }

  static Outage broken(Throwable cause) {
    return new Outage("the engine is broken: " + cause.getMessage(), cause);
  }

  /** A new one for each who is told, with the stack trace of the telling. */
  EmbedderUnavailableException exception() {
    return cause == null
        ? new EmbedderUnavailableException(reason, null)
        : new EmbedderBrokenException(reason, cause);
  }
}
