package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.worker.engine.batch.CloseReason;
import java.util.List;

/**
 * A batch that the device ran. Times are on the clock of {@link System#nanoTime}.
 *
 * @param tokens of its texts
 * @param paddedTokens what the device worked on, padding included
 * @param budgetTokens what a batch could have at most when this one was made
 * @param startNanos when the device began
 * @param endNanos when it was done
 */
public record BatchRun(
    CloseReason closeReason,
    List<TextRun> texts,
    long tokens,
    long paddedTokens,
    int budgetTokens,
    long startNanos,
    long endNanos) {
  public BatchRun {
    requireNonNull(closeReason, "closeReason");
    texts = List.copyOf(texts);
  }

  /** How long the device worked on it. */
  public long nanos() {
    return endNanos - startNanos;
  }

  /**
   * A text of the batch.
   *
   * @param enteredNanos when it was let into the engine
   * @param queuedNanos when it was tokenized and waited for the device
   */
  public record TextRun(EmbeddingRequest request, int tokens, long enteredNanos, long queuedNanos) {
    public TextRun {
      requireNonNull(request, "request");
    }
  }
}
