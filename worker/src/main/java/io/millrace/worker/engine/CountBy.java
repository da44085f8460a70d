package io.millrace.worker.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A counter for each constant of an enum. Thread safe. */
final class CountBy<K extends Enum<K>> {
  private final Class<K> kind;
  private final Map<K, LongAdder> counts;

  CountBy(Class<K> kind) {
    this.kind = kind;
    this.counts = new EnumMap<>(kind);
    for (K key : kind.getEnumConstants()) {
      counts.put(key, new LongAdder());
    }
  }

  @SuppressWarnings("NullAway") // the constructor makes a counter for every constant
  void add(K key, long count) {
    counts.get(key).add(count);
  }

  /** Of every constant, also where it is 0. */
  Map<K, Long> counts() {
    Map<K, Long> sums = new EnumMap<>(kind);
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
