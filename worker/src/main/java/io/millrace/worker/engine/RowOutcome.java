package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingResult;
import java.util.concurrent.CompletableFuture;

/** What became of a text on the device. */
sealed interface RowOutcome {
  /** The model has embedded it, or never will. */
  record Settled(EmbeddingResult result) implements RowOutcome {
    public Settled {
      requireNonNull(result, "result");
    }
  }

  /**
   * Nothing is wrong with it: the device had no memory, which others hold, and may have it soon.
   */
  record NoMemory() implements RowOutcome {}

  /** Tells who waits for it. */
  default void tell(CompletableFuture<EmbeddingResult> waiting) {
    switch (this) {
      case Settled(EmbeddingResult result) -> waiting.complete(result);
      case NoMemory() ->
          waiting.completeExceptionally(
              new EmbedderUnavailableException("others hold the device's memory", null));
    }
  }
}
