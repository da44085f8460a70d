package io.millrace.worker.wiring;

import io.millrace.topology.port.Lane;
import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.FallbackDocuments;
import io.millrace.worker.config.WorkerBeside;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.streams.EmbeddingStream;
import java.util.function.Supplier;

/**
 * Embeds the documents with the fallback's model: in the lane that yields, into topics of its own.
 * They are called after the model's space alone, so that they stay where they are when sources come
 * or change, as those of the first model do.
 */
record FallbackWorker(Worker worker) {
  /**
   * Of an engine.
   *
   * @throws ConfigException if it cannot embed the documents
   */
  static FallbackWorker of(WorkerConfig config, EmbeddingEngine engine) {
    return named(() -> {
      WorkerConfig documents =
          FallbackDocuments.of(config, engine.windowTokens(), engine.takesInstructions());
      // First under the names that the configuration has for its sources.
      var _ = new Worker(documents, engine).sources();
      return new FallbackWorker(new Worker(beside(documents, engine.space()), engine));
    });
  }

  /**
   * Its configuration.
   *
   * @param documents with its model, and sources that it can embed
   */
  static WorkerConfig beside(WorkerConfig documents, VectorSpace space) {
    return withHalfTheCache(WorkerBeside.of(documents, space.fingerprint(), Lane.BACKFILL));
  }

  /** For each of the two workers: the memory is the process's. */
  static WorkerConfig withHalfTheCache(WorkerConfig config) {
    return config.toBuilder().reuse(config.reuse().halved()).build();
  }

  /**
   * Starts it.
   *
   * @throws ConfigException if its stream cannot be started
   */
  EmbeddingStream start() {
    return named(worker::start);
  }

  private static <T> T named(Supplier<T> part) {
    try {
      return part.get();
    } catch (ConfigException e) {
      throw new ConfigException("fallback: " + e.getMessage());
    }
  }
}
