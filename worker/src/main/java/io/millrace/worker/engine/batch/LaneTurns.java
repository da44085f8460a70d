package io.millrace.worker.engine.batch;

import io.millrace.topology.port.Lane;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is: the most urgent lane, unless a lane has been passed over as often as it bears.
 *
 * <p>So STREAM has at least every fourth turn and BACKFILL every eighth, whatever waits before
 * them; both owed at once, BACKFILL goes first and STREAM right after. Deterministic. Not thread
 * safe.
 */
public final class LaneTurns {
  private static final Map<Lane, Integer> BEARS_PASSES =
      new EnumMap<>(Map.of(Lane.ONLINE, 0, Lane.STREAM, 3, Lane.BACKFILL, 7));

  private final Map<Lane, Integer> passedOver = new EnumMap<>(Lane.class);

  /**
   * The lane whose turn it is; asking does not use the turn up.
   *
   * @param waiting lanes that have something to do, at least one
   */
  public Lane next(Set<Lane> waiting) {
    EnumSet<Lane> ordered = EnumSet.copyOf(waiting);
    return ordered.stream()
        .filter(this::isOwed)
        .reduce((urgent, lessUrgent) -> lessUrgent)
        .orElseGet(() -> ordered.iterator().next());
  }

  /** Uses up the turn of {@code lane}, passing over the others that wait. */
  public void taken(Lane lane, Set<Lane> waiting) {
    for (Lane other : Lane.values()) {
      boolean passed = other != lane && waiting.contains(other);
      passedOver.put(other, passed ? passedOver.getOrDefault(other, 0) + 1 : 0);
    }
  }

  private boolean isOwed(Lane lane) {
    return passedOver.getOrDefault(lane, 0) >= BEARS_PASSES.getOrDefault(lane, 0);
  }
}
