package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

/**
 * A truncated table whose documents are not all removed yet. Of those in front of {@code next} none
 * is older than the truncate.
 *
 * @param version of the truncate, as in {@link Document}
 * @param timestampMillis of its record, epoch milliseconds
 * @param next the document to go on with, in the order of the store; empty: the first
 */
public record PendingTruncate(long version, long timestampMillis, String next) {
  public PendingTruncate {
    requireNonNull(next, "next");
  }

  /** The same, to be gone on with from another document. */
  public PendingTruncate goOnWith(String documentId) {
    return new PendingTruncate(version, timestampMillis, documentId);
  }
}
