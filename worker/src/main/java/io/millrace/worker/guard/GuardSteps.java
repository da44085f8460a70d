package io.millrace.worker.guard;

import io.millrace.worker.config.OperationsConfig;

/**
 * When to step up and down. Above the high water one step up, the hold after the fill came there,
 * the first one at once; below the low water one step down, likewise; between them none. A fill
 * that falls between the marks for a while is still on its way up until it crosses the low water,
 * and the other way round. Any two steps are at least the hold apart. Not thread safe.
 */
final class GuardSteps {
  private enum Side {
    ABOVE,
    BETWEEN,
    BELOW
  }

  private final OperationsConfig.Guard settings;
  private GuardState state = GuardState.OPEN;

  /** That of the mark which was crossed last. */
  private Side side = Side.BETWEEN;

  /** Since when that is so, or the last step if that is later. */
  private long sinceNanos;

  private long steppedNanos;

  GuardSteps(OperationsConfig.Guard settings, long nowNanos) {
    this.settings = settings;
    this.sinceNanos = nowNanos;
    this.steppedNanos = nowNanos - settings.hold().toNanos();
  }

  /**
   * Takes a reading.
   *
   * @param fill share of the memory, from 0 to 1
   * @param nowNanos not before the last reading's
   */
  GuardState look(double fill, long nowNanos) {
    Side now = side(fill);
    if (now != side && now != Side.BETWEEN) {
      side = now;
      sinceNanos = nowNanos;
    }
    if (isDue(now, nowNanos)) {
      state = towards(now);
      steppedNanos = nowNanos;
      sinceNanos = nowNanos;
    }
    return state;
  }

  private boolean isDue(Side now, long nowNanos) {
    boolean first = state == GuardState.OPEN && now == Side.ABOVE;
    return towards(now) != state
        && nowNanos - (first ? steppedNanos : sinceNanos) >= settings.hold().toNanos();
  }

  private GuardState towards(Side now) {
    return switch (now) {
      case ABOVE -> state.up();
      case BETWEEN -> state;
      case BELOW -> state.down();
    };
  }

  private Side side(double fill) {
    if (fill > settings.highWater()) {
      return Side.ABOVE;
    }
    return fill < settings.lowWater() ? Side.BELOW : Side.BETWEEN;
  }
}
