package io.millrace.worker.guard;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the guard last saw and did.
 *
 * @param since when it stepped into the state, or began
 * @param readings of the last look
 * @param stepsUp how often it stepped up into each state; those it never did are left out
 * @param stepsDown how often it stepped down into each state
 */
public record GuardStatus(
    GuardState state,
    Instant since,
    List<Reading> readings,
    Map<GuardState, Long> stepsUp,
    Map<GuardState, Long> stepsDown) {
  public GuardStatus {
    requireNonNull(state, "state");
    requireNonNull(since, "since");
    readings = List.copyOf(readings);
    stepsUp = Map.copyOf(stepsUp);
    stepsDown = Map.copyOf(stepsDown);
  }

  static GuardStatus open(Instant since) {
    return new GuardStatus(GuardState.OPEN, since, List.of(), Map.of(), Map.of());
  }

  GuardStatus seen(List<Reading> now) {
    return new GuardStatus(state, since, now, stepsUp, stepsDown);
  }

  GuardStatus stepped(GuardState to, Instant when) {
    boolean up = to.compareTo(state) > 0;
    return new GuardStatus(
        to,
        when,
        readings,
        up ? oneMore(stepsUp, to) : stepsUp,
        up ? stepsDown : oneMore(stepsDown, to));
  }

  private static Map<GuardState, Long> oneMore(Map<GuardState, Long> steps, GuardState into) {
    Map<GuardState, Long> more = new EnumMap<>(GuardState.class);
    more.putAll(steps);
    more.merge(into, 1L, Long::sum);
    return more;
  }
}
