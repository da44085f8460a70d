package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge.Row;
import java.util.ArrayList;
import java.util.List;

/** How the guard stands and stood. */
final class GuardMeters {
  private GuardMeters() {}

  static <S extends Enum<S>> void bind(
      MeterRegistry registry, Sampled<GuardReading<S>> guard, S state) {
    String value = TagValue.of(state);
    Meters.GUARD_STATE.spec().gauge(registry, () -> guard.now().state() == state ? 1 : 0, value);
    Meters.GUARD_STEPS
        .spec()
        .count(registry, guard, now -> now.now().up().getOrDefault(state, 0L), value, "up");
    Meters.GUARD_STEPS
        .spec()
        .count(registry, guard, now -> now.now().down().getOrDefault(state, 0L), value, "down");
  }

  static List<Row<?>> fills(GuardReading<?> guard) {
    List<Row<?>> rows = new ArrayList<>();
    guard
        .fills()
        .forEach((reading, fill) -> rows.add(Row.of(Meters.GUARD_FILL.spec().tags(reading), fill)));
    return rows;
  }
}
