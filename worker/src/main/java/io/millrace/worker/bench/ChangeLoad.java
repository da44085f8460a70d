package io.millrace.worker.bench;

import io.millrace.worker.local.InputException;

/**
 * A stream of updates to documents.
 *
 * @param documents how many there are
 * @param updates how many records follow, each of a document drawn at random
 * @param changedShare part of the updates that edit one sentence; of the others, half are the same
 *     record again and half change metadata alone
 */
public record ChangeLoad(int documents, int updates, double changedShare, long seed) {
  /**
   * @throws InputException if there is nothing to measure
   */
  public ChangeLoad {
    if (documents < 1 || updates < 1) {
      throw new InputException(
          "documents is %d and updates %d, both must be at least 1".formatted(documents, updates));
    }
    if (!(changedShare >= 0 && changedShare <= 1)) {
      throw new InputException("changed is %s, must be between 0 and 1".formatted(changedShare));
    }
  }
}
