package io.millrace.worker.engine.batch;

import java.util.List;

/** Chooses which of the queued texts run together. Takes nothing out of the queues. */
sealed interface Selection permits SimilarLengths, ArrivalOrder {
  /**
   * At least the oldest text of the first lane, and what goes well with it.
   *
   * @param lanes the first is not empty and has the turn; the others may fill up what it leaves
   */
  <T> List<QueuedText<T>> select(List<LaneQueue<T>> lanes, Room room);
}
