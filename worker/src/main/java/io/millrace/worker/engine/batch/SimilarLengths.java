package io.millrace.worker.engine.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * For padded batches: the oldest text of the lane and its neighbours by length.
 *
 * <p>A batch of one has a fixed cost; a text saves it by joining another's batch and costs padding
 * instead. Chosen are the neighbours that save most. Texts of other lanes fill what the budget
 * leaves, if they make no row longer and cost less padding than a batch of their own.
 */
final class SimilarLengths implements Selection {
  /** Fixed cost of a run on the device, as a part of a full batch. Measured 1/40 to 1/100. */
  private static final int RUNS_PER_BUDGET = 64;

  @Override
  public <T> List<QueuedText<T>> select(List<LaneQueue<T>> lanes, Room room) {
    LaneQueue<T> first = lanes.getFirst();
    List<QueuedText<T>> sorted = sortedByLength(first);
    int runTokens = 1 + room.budgetTokens() / RUNS_PER_BUDGET;
    Run run =
        new RunSearch(sorted, room.firstTokens(), runTokens).around(sorted.indexOf(first.oldest()));
    List<QueuedText<T>> chosen = new ArrayList<>(sorted.subList(run.from(), run.to() + 1));
    for (LaneQueue<T> other : lanes.subList(1, lanes.size())) {
      fillUp(chosen, other, room.fillTokens(), runTokens);
    }
    return chosen;
  }

  private static <T> List<QueuedText<T>> sortedByLength(LaneQueue<T> lane) {
    return lane.window().stream().sorted(Comparator.comparingInt(QueuedText::tokens)).toList();
  }

  private static <T> void fillUp(
      List<QueuedText<T>> chosen, LaneQueue<T> lane, int mostTokens, int runTokens) {
    int longest = chosen.stream().mapToInt(QueuedText::tokens).max().orElseThrow();
    lane.window().stream()
        .filter(text -> text.tokens() <= longest && longest - text.tokens() <= runTokens)
        .limit(Math.max(0, mostTokens / longest - chosen.size()))
        .forEach(chosen::add);
  }

  /** Places in the order of length, both inclusive, and the tokens that running together saves. */
  private record Run(int from, int to, long savedTokens) {}

  private static final class RunSearch {
    private final int[] lengths;
    private final long[] sumBefore;
    private final int budgetTokens;
    private final int runTokens;

    RunSearch(List<? extends QueuedText<?>> sorted, int budgetTokens, int runTokens) {
      this.lengths = sorted.stream().mapToInt(QueuedText::tokens).toArray();
      this.sumBefore = new long[lengths.length + 1];
      for (int i = 0; i < lengths.length; i++) {
        sumBefore[i + 1] = sumBefore[i] + lengths[i];
      }
      this.budgetTokens = budgetTokens;
      this.runTokens = runTokens;
    }

    /** The best run with the text at {@code place} in it, found by trying all that fit. */
    Run around(int place) {
      Run best = new Run(place, place, 0);
      for (int to = place; to < lengths.length && fits(place, to); to++) {
        for (int from = place; from >= 0 && fits(from, to); from--) {
          best = better(best, from, to);
        }
      }
      return best;
    }

    private boolean fits(int from, int to) {
      return paddedTokens(from, to) <= budgetTokens;
    }

    private Run better(Run best, int from, int to) {
      long paddingTokens = paddedTokens(from, to) - (sumBefore[to + 1] - sumBefore[from]);
      long savedTokens = (long) (to - from) * runTokens - paddingTokens;
      return savedTokens > best.savedTokens() ? new Run(from, to, savedTokens) : best;
    }

    private long paddedTokens(int from, int to) {
      return (to - from + 1L) * lengths[to];
    }
  }
}
