package io.millrace.worker.engine.batch;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Lane;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  /** Sum of the lengths of each lane that has texts in it. */
  public Map<Lane, Long> tokensByLane() {
    return texts.stream()
        .collect(
            Collectors.groupingBy(QueuedText::lane, Collectors.summingLong(QueuedText::tokens)));
  }

  /** Length of the longest text. */
  public int longestTokens() {
    return texts.stream().mapToInt(QueuedText::tokens).max().orElseThrow();
  }
}
