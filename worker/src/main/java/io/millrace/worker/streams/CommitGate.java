package io.millrace.worker.streams;

import io.millrace.topology.port.EmbedderBrokenException;

/** Whether transactions may be committed: until it is shut, and never again. Thread safe. */
final class CommitGate {
  private volatile boolean shut;

  /** What is not committed yet is suspect. A commit that was sent cannot be called back. */
  void shut() {
    shut = true;
  }

  boolean isShut() {
    return shut;
  }

  /**
   * @throws EmbedderBrokenException if it is shut; Kafka Streams then aborts the transaction
   */
  void requireOpen() {
    if (shut) {
      throw new EmbedderBrokenException(
          "the engine is broken: what is not committed is suspect", null);
    }
  }
}
