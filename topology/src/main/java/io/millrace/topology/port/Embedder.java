package io.millrace.topology.port;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The only door from the topology to the engine. Thread safe; all stream threads of a process share
 * one.
 *
 * <p>A future completes with an {@link EmbeddingResult}: a text the model refuses is a value. It
 * completes exceptionally, with an {@link EmbedderUnavailableException}, only when the engine
 * itself is closed or broken, and with an {@link EmbedderBrokenException} when it will not recover
 * in this process. Cancelling it takes the text out of the queue if it is not yet on the device.
 */
public interface Embedder {
  /** The vector space of every embedding this embedder makes. Constant. */
  VectorSpace space();

  /** Longest text the model takes, in tokens, special tokens included. Constant. */
  int windowTokens();

  /**
   * Tokens of a document as the model would see it, special tokens and prompt included. Runs on the
   * caller's thread.
   */
  int countTokens(String text);

  /**
   * The same engine with documents embedded for a task, as many models do with queries: another
   * prompt in front of them, and so another space.
   *
   * @throws IllegalArgumentException if the model takes no instructions
   */
  Embedder forTask(String instruction);

  /**
   * Queues a text if there is room for it now; never waits. A query that cannot be embedded before
   * its deadline is refused at once.
   */
  Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request);

  /**
   * Queues a text and waits for room when the queue is full, but no longer than the deadline: then
   * it is refused.
   *
   * @throws EmbedderUnavailableException if the engine is closed or broken
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request) throws InterruptedException;
}
