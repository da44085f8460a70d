package io.millrace.topology.stage;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the stages of one process did since it started, aborted transactions included. Thread safe.
 */
public final class StageCounters {
  final LongAdder records = new LongAdder();
  final LongAdder skippedDocuments = new LongAdder();
  final LongAdder outdatedDocuments = new LongAdder();
  final LongAdder vectors = new LongAdder();
  final LongAdder tombstones = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder reusedChunks = new LongAdder();
  final LongAdder lookedAheadChunks = new LongAdder();
  final LongAdder onDemandChunks = new LongAdder();

  /** The counts now. */
  public Counts counts() {
    return new Counts(
        records.sum(),
        skippedDocuments.sum(),
        outdatedDocuments.sum(),
        vectors.sum(),
        tombstones.sum(),
        rejected.sum(),
        reusedChunks.sum(),
        lookedAheadChunks.sum(),
        onDemandChunks.sum());
  }

  /**
   * A moment's counts.
   *
   * @param records records read from the source
   * @param skippedDocuments documents whose text and metadata had not changed
   * @param outdatedDocuments versions of documents that came after a newer one
   * @param vectors vectors emitted
   * @param tombstones tombstones emitted
   * @param rejected records sent to the dead letters
   * @param reusedChunks chunks whose vector was kept from an earlier version of their document
   * @param lookedAheadChunks chunks whose embedding had been asked for before they were processed
   * @param onDemandChunks chunks submitted while they were processed
   */
  public record Counts(
      long records,
      long skippedDocuments,
      long outdatedDocuments,
      long vectors,
      long tombstones,
      long rejected,
      long reusedChunks,
      long lookedAheadChunks,
      long onDemandChunks) {}
}
