package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingRequest;

/**
 * Told what the engine does, on threads of the engine that do not run the device: must be quick.
 * The first exception of all observers is logged, later ones are not; the engine goes on.
 */
public interface EngineObserver {
  /** A text was tokenized, or refused by the tokenizer, in so much time. */
  default void tokenized(EmbeddingRequest request, long nanos) {}

  /** A batch has left the device; its results are not given out yet. */
  default void batchRan(BatchRun batch) {}
}
