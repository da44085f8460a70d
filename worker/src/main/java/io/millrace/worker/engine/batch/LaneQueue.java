package io.millrace.worker.engine.batch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The texts of one lane in order of arrival. Not thread safe. */
final class LaneQueue<T> {
  /**
   * How many of the oldest texts may be sorted by length. Enough for 35 batches of 4096 tokens, so
   * that padding stays under 5 %, and small enough to sort in well under a millisecond.
   */
  private static final int WINDOW_TEXTS = 1024;

  private final SequencedSet<QueuedText<T>> texts = new LinkedHashSet<>();
  private long tokens;

  void add(QueuedText<T> text) {
    texts.add(text);
    tokens += text.tokens();
  }

  boolean remove(QueuedText<T> text) {
    boolean removed = texts.remove(text);
    tokens -= removed ? text.tokens() : 0;
    return removed;
  }

  boolean isEmpty() {
    return texts.isEmpty();
  }

  int size() {
    return texts.size();
  }

  long tokens() {
    return tokens;
  }

  /** The text that waits longest; the lane must not be empty. */
  QueuedText<T> oldest() {
    return texts.getFirst();
  }

  /** The oldest texts, oldest first. */
  List<QueuedText<T>> window() {
    return texts.stream().limit(WINDOW_TEXTS).toList();
  }
}
