package io.millrace.topology.model;

/**
 * What is remembered of a document that is gone, so that an older version that comes late does not
 * bring it back.
 *
 * @param version of the delete, as in {@link Document}
 * @param removedAtMillis when it was processed, epoch milliseconds
 */
public record RemovedDocument(long version, long removedAtMillis) {}
