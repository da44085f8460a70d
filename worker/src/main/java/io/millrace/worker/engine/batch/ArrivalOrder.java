package io.millrace.worker.engine.batch;

import java.util.ArrayList;
import java.util.List;

/** For packed batches: lane after lane in order of arrival, whatever still fits the budget. */
final class ArrivalOrder implements Selection {
  @Override
  public <T> List<QueuedText<T>> select(List<LaneQueue<T>> lanes, Room room) {
    List<QueuedText<T>> chosen = new ArrayList<>();
    long tokens = add(chosen, lanes.getFirst(), 0, room.firstTokens());
    for (LaneQueue<T> other : lanes.subList(1, lanes.size())) {
      tokens = add(chosen, other, tokens, room.fillTokens());
    }
    return chosen;
  }

  /** Tokens of all that is chosen then. */
  private static <T> long add(
      List<QueuedText<T>> chosen, LaneQueue<T> lane, long tokens, int mostTokens) {
    long sum = tokens;
    for (QueuedText<T> text : lane.window()) {
      if (sum + text.tokens() <= mostTokens || chosen.isEmpty()) {
        chosen.add(text);
        sum += text.tokens();
      }
    }
    return sum;
  }
}
