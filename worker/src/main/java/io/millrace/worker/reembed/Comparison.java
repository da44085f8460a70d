package io.millrace.worker.reembed;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A vectors topic beside the one that takes its place. */
public sealed interface Comparison {
  /** Holds the vectors of before. */
  String oldTopic();

  /** Holds those of the move. */
  String newTopic();

  /**
   * Both were read.
   *
   * @param documentShare part of all documents that the counts and the overlap speak of; 1 unless
   *     there are more vectors than may be held
   * @param overlap null with fewer than two documents in both topics, and without queries
   */
  record Compared(
      String oldTopic,
      String newTopic,
      double documentShare,
      int oldDocuments,
      int newDocuments,
      int missingInNew,
      int onlyInNew,
      @Nullable Overlap overlap)
      implements Comparison {
    public Compared {
      requireNonNull(oldTopic, "oldTopic");
      requireNonNull(newTopic, "newTopic");
    }
  }

  /** One of them cannot be read. */
  record NotCompared(String oldTopic, String newTopic, String reason) implements Comparison {
    public NotCompared {
      requireNonNull(oldTopic, "oldTopic");
      requireNonNull(newTopic, "newTopic");
      requireNonNull(reason, "reason");
    }
  }
}
