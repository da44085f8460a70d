package io.millrace.worker.engine.batch;

import io.millrace.topology.port.Lane;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is: the lane that is owed most tokens of its share, or else the most urgent one.
 *
 * <p>A lane is owed its share of what all lanes together are given while its texts wait, less what
 * it is given itself. A lane without texts saves nothing up, and one that took more than its share
 * because others were idle owes at most a few batches. Deterministic. Not thread safe.
 */
public final class LaneTurns {
  /** More would let a burst of queries hold the stream up longer: 10 batches at a share of 0.2. */
  private static final int MOST_BATCHES_OWED = 2;

  private final LaneShares shares;
  private final double mostTokensOwed;
  private final Map<Lane, Double> owedTokens = new EnumMap<>(Lane.class);

  /**
   * Nobody is owed anything.
   *
   * @param batchTokens of a full batch, which is how far turns can even out
   */
  public LaneTurns(LaneShares shares, int batchTokens) {
    this.shares = shares;
    this.mostTokensOwed = (double) MOST_BATCHES_OWED * batchTokens;
  }

  /**
   * The lane whose turn it is; asking does not use the turn up.
   *
   * @param waiting lanes that have something to do, at least one
   */
  public Lane next(Set<Lane> waiting) {
    EnumSet<Lane> mostUrgentFirst = EnumSet.copyOf(waiting);
    return mostUrgentFirst.stream()
        .filter(lane -> owed(lane) > 0)
        .max(Comparator.comparingDouble(this::owed))
        .orElseGet(() -> mostUrgentFirst.iterator().next());
  }

  /**
   * Counts what was given.
   *
   * @param tokens by lane
   * @param waiting lanes that had something to do, whether they were given any or not
   */
  public void taken(Map<Lane, Long> tokens, Set<Lane> waiting) {
    long all = tokens.values().stream().mapToLong(Long::longValue).sum();
    for (Lane lane : Lane.values()) {
      double owed = owed(lane) + shares.of(lane) * all - tokens.getOrDefault(lane, 0L);
      double most = waiting.contains(lane) ? mostTokensOwed : 0;
      owedTokens.put(lane, Math.clamp(owed, -mostTokensOwed, most));
    }
  }

  /** Negative if the lane was given more than its share. */
  private double owed(Lane lane) {
    return owedTokens.getOrDefault(lane, 0.0);
  }
}
