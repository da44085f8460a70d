package io.millrace.worker.demo;

import java.util.List;

/**
 * What a demo did.
 *
 * @param documents records read from the documents topic
 * @param vectors vector records written
 * @param tombstones chunks deleted
 * @param skipped documents that had not changed
 * @param deadLetters records that could not be used
 * @param tokens tokens embedded
 * @param seconds from the first record written to the last result committed
 */
record DemoSummary(
    long documents,
    long vectors,
    long tombstones,
    long skipped,
    long deadLetters,
    long tokens,
    double seconds,
    List<Search> searches) {
  DemoSummary {
    searches = List.copyOf(searches);
  }

  /** A search and the document it found first; empty when there is no vector at all. */
  record Search(String query, String topDocId, double score) {}
}
