package io.millrace.worker.engine.batch;

import java.util.ArrayList;
import java.util.List;

/** For packed batches: lane after lane in order of arrival, whatever still fits the budget. */
final class ArrivalOrder implements Selection {
  @Override
  public <T> List<QueuedText<T>> select(List<LaneQueue<T>> lanes, int budgetTokens) {
    List<QueuedText<T>> chosen = new ArrayList<>();
    long room = budgetTokens;
    for (LaneQueue<T> lane : lanes) {
      for (QueuedText<T> text : lane.window()) {
        if (text.tokens() <= room || chosen.isEmpty()) {
          chosen.add(text);
          room -= text.tokens();
        }
      }
    }
    return chosen;
  }
}
