package io.millrace.worker.engine.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Texts that run together, at least one.
 *
 * @param texts never more than the budget holds, unless it is a single text
 */
public record Batch<T>(List<QueuedText<T>> texts, CloseReason closeReason) {
  public Batch {
    texts = List.copyOf(texts);
    requireNonNull(closeReason, "closeReason");
  }

  /** Sum of the lengths. */
  public long tokens() {
    return texts.stream().mapToLong(QueuedText::tokens).sum();
  }

  /** Length of the longest text. */
  public int longestTokens() {
    return texts.stream().mapToInt(QueuedText::tokens).max().orElseThrow();
  }
}
