package io.millrace.worker.bench;

import java.util.List;

/**
 * What updates cost.
 *
 * @param naive what a worker embeds that takes every update for new
 * @param runs one for each way to keep what is known
 */
record ChangesReport(ChangeLoad load, Naive naive, List<Run> runs, Machine machine) {
  ChangesReport {
    runs = List.copyOf(runs);
  }

  /** Chunks of all updates, and their tokens. */
  record Naive(long chunks, long tokens) {}

  /**
   * The updates, after all documents were embedded once.
   *
   * @param tokens embedded
   * @param shareOfNaive part of the naive worker's tokens
   * @param seconds from the first update written to the last one committed
   * @param vectors records written
   * @param reusedChunks of these, with a vector that was kept
   * @param skippedChunks chunks of updates that needed no record
   * @param skippedUpdates updates that needed none at all
   */
  record Run(
      String keeping,
      long tokens,
      double shareOfNaive,
      double seconds,
      double updatesPerSecond,
      long vectors,
      long reusedChunks,
      long skippedChunks,
      long skippedUpdates,
      long outdatedUpdates,
      long tombstones) {}
}
