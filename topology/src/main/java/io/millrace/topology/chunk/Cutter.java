package io.millrace.topology.chunk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts units into stretches: what is too long is cut in front of the unit of the lowest rank that
 * is not too near an end, and the parts again. Ranks follow from the text around a cut, not from
 * where it is, and an outer cut does not depend on inner ones: so an edit moves only cuts near it.
 * That is worth more than filling each chunk from the start, which moves all that follow.
 */
final class Cutter {
  /** Shortest of the longest stretch, in hundredths; only cuts too far apart give shorter ones. */
  private static final int SHORTEST_PERCENT = 33;

  private final Units units;
  private final Stretches stretches;
  private final LowestRank ranks;
  private final int limitTokens;
  private final int shortestTokens;
  private final List<Stretch> done = new ArrayList<>();
  private @Nullable Stretch firstWithoutTokens;

  Cutter(Units units, Stretches stretches, int limitTokens) {
    this.units = units;
    this.stretches = stretches;
    this.ranks = new LowestRank(units);
    this.limitTokens = limitTokens;
    this.shortestTokens = limitTokens * SHORTEST_PERCENT / 100;
  }

  /** None is blank. If none has a token it is one of them, which the model then refuses. */
  List<Stretch> cut() {
    Deque<Integer> ends = new ArrayDeque<>();
    ends.push(units.size());
    int first = 0;
    while (!ends.isEmpty()) {
      int behind = ends.element();
      Stretch stretch = whole(first, behind);
      if (stretch == null) {
        ends.push(bestCut(first, behind));
      } else {
        keep(stretch, units.haveTokens(first, behind));
        first = ends.pop();
      }
    }
    return done.isEmpty() && firstWithoutTokens != null ? List.of(firstWithoutTokens) : done;
  }

  /** Characters that no model sees, such as zero-width spaces, may fill a stretch. */
  private void keep(Stretch stretch, boolean hasTokens) {
    if (stretch.start() == stretch.end()) {
      return;
    }
    if (hasTokens) {
      done.add(stretch);
    } else if (firstWithoutTokens == null) {
      firstWithoutTokens = stretch;
    }
  }

  /** Null if it must be cut. */
  private @Nullable Stretch whole(int first, int behind) {
    if (behind - first == 1) {
      return stretches.single(first);
    }
    boolean small = units.weight(first, behind) + stretches.contextTokens(first) <= limitTokens;
    return small ? stretches.fitting(first, behind) : null;
  }

  private int bestCut(int first, int behind) {
    long weight = units.weight(first, behind);
    int low = Math.max(units.atWeight(first, shortestTokens), first + 1);
    int high = Math.min(units.atWeight(first, weight - shortestTokens + 1) - 1, behind - 1);
    if (low > high) {
      return nearest(first, behind, weight / 2);
    }
    int best = ranks.between(low, high);
    int reach = Math.clamp(units.atWeight(first, limitTokens + 1L) - 1, low, high);
    // A text that repeats itself has many best cuts: then the one that fills the first chunk.
    int filling = ranks.between(low, reach);
    return units.rank(filling) == units.rank(best) ? filling : best;
  }

  private int nearest(int first, int behind, long weight) {
    int above = Math.clamp(units.atWeight(first, weight), first + 1, behind - 1);
    int below = Math.max(above - 1, first + 1);
    boolean isAbove = units.weight(first, above) - weight < weight - units.weight(first, below);
    return isAbove ? above : below;
  }
}
