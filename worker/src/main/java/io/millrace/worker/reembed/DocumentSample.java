package io.millrace.worker.reembed;

import io.millrace.topology.model.ContentHash;

/**
 * Which documents are looked at: all of them, or one of 2, 4, 8, ... by the hash of their id. The
 * same documents everywhere, and each smaller sample lies in the larger ones.
 *
 * @param halvings how often the documents were halved
 */
record DocumentSample(int halvings) {
  static final DocumentSample ALL = new DocumentSample(0);

  boolean has(String documentId) {
    return halvings == 0 || Long.numberOfLeadingZeros(hash(documentId)) >= halvings;
  }

  /** Spread evenly, and the same in every run. */
  private static long hash(String documentId) {
    return ContentHash.of(documentId).high();
  }

  DocumentSample half() {
    return new DocumentSample(halvings + 1);
  }

  DocumentSample smaller(DocumentSample other) {
    return halvings >= other.halvings ? this : other;
  }

  /** Part of all documents, 1 or less. */
  double share() {
    return Math.scalb(1.0, -halvings);
  }
}
