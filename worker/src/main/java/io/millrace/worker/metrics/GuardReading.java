package io.millrace.worker.metrics;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * How the guard stands.
 *
 * @param fills how full the memory is, 0 to 1, by the name of a reading
 * @param up steps into each state since the start, from a milder one
 * @param down steps into each state since the start, from a stricter one
 */
public record GuardReading<S extends Enum<S>>(
    S state, Map<String, Double> fills, Map<S, Long> up, Map<S, Long> down) {
  public GuardReading {
    requireNonNull(state, "state");
    fills = Map.copyOf(fills);
    up = Map.copyOf(up);
    down = Map.copyOf(down);
  }
}
