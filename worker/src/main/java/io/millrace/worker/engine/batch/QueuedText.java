package io.millrace.worker.engine.batch;

import io.millrace.topology.port.Lane;

/**
 * A text's place in the queue. Two places are never equal, even for the same text.
 *
 * @param <T> what the caller knows about the text; the batcher never looks at it
 */
public final class QueuedText<T> {
  private final T item;
  private final Lane lane;
  private final int tokens;
  private final long queuedAtNanos;

  QueuedText(T item, Lane lane, int tokens, long queuedAtNanos) {
    this.item = item;
    this.lane = lane;
    this.tokens = tokens;
    this.queuedAtNanos = queuedAtNanos;
  }

  /** What the caller put in. */
  public T item() {
    return item;
  }

  public Lane lane() {
    return lane;
  }

  /** Length of the text in tokens, at least 1. */
  public int tokens() {
    return tokens;
  }

  /** When it was offered, on the caller's clock. */
  public long queuedAtNanos() {
    return queuedAtNanos;
  }
}
