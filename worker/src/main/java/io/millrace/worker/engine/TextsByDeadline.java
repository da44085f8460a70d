package io.millrace.worker.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Texts that have a deadline, earliest first. Not thread safe. */
final class TextsByDeadline {
  /** Texts of one request share a deadline. By difference, as the clock may overflow. */
  private final NavigableMap<Long, Set<TextInFlight>> texts =
      new TreeMap<>((a, b) -> Long.signum(a - b));

  /** Adds a text; one without a deadline is left out. */
  void add(TextInFlight text) {
    text.deadlineNanos()
        .ifPresent(
            deadline -> texts.computeIfAbsent(deadline, _ -> new LinkedHashSet<>()).add(text));
  }

  void remove(TextInFlight text) {
    text.deadlineNanos()
        .ifPresent(deadline ->
            texts.computeIfPresent(
                deadline, (_, same) -> same.remove(text) && same.isEmpty() ? null : same));
  }

  /** Takes out the texts whose deadline has passed. */
  List<TextInFlight> takePassed(long nowNanos) {
    NavigableMap<Long, Set<TextInFlight>> passed = texts.headMap(nowNanos, true);
    List<TextInFlight> late = new ArrayList<>();
    passed.values().forEach(late::addAll);
    passed.clear();
    return late;
  }

  /** Time until the next deadline passes; {@link Long#MAX_VALUE} without one. */
  long nanosUntilNext(long nowNanos) {
    return texts.isEmpty() ? Long.MAX_VALUE : Math.max(0, texts.firstKey() - nowNanos);
  }
}
