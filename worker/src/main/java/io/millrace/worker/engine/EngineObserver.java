package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingRequest;

/** Told what the engine does, on the engine's own threads: must be quick, and throw nothing. */
public interface EngineObserver {
  /** A text was tokenized, or refused by the tokenizer, in so much time. */
  default void tokenized(EmbeddingRequest request, long nanos) {}

  /** A batch has left the device. */
  default void batchRan(BatchRun batch) {}
}
