package io.millrace.topology.chunk;

/** Finds the unit of the lowest rank in any range in O(log n): a tournament, written as a heap. */
final class LowestRank {
  private final Units units;
  private final int leaves;
  private final int[] winners;

  LowestRank(Units units) {
    this.units = units;
    this.leaves = units.size();
    this.winners = new int[2 * leaves];
    for (int unit = 0; unit < leaves; unit++) {
      winners[leaves + unit] = unit;
    }
    for (int node = leaves - 1; node > 0; node--) {
      winners[node] = better(winners[2 * node], winners[2 * node + 1]);
    }
  }

  /** From {@code first} to {@code last}, both included; of equals the last. */
  int between(int first, int last) {
    int best = first;
    int low = first + leaves;
    int high = last + leaves + 1;
    while (low < high) {
      if ((low & 1) == 1) {
        best = better(best, winners[low++]);
      }
      if ((high & 1) == 1) {
        best = better(best, winners[--high]);
      }
      low >>= 1;
      high >>= 1;
    }
    return best;
  }

  private int better(int one, int other) {
    long difference = units.rank(one) - units.rank(other);
    return difference < 0 || (difference == 0 && one > other) ? one : other;
  }
}
