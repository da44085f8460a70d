package io.millrace.worker.guard;

import io.millrace.worker.config.OperationsConfig;

/**
 * When to step up and down. Above the high water one step up as soon as the fill has stayed there
 * for the hold, the first one at once; below the low water one step down, likewise; between them
 * none. Any two steps are at least the hold apart. Not thread safe.
 */
final class GuardSteps {
  private enum Side {
    ABOVE,
    BETWEEN,
    BELOW
  }

  private final OperationsConfig.Guard settings;
  private GuardState state = GuardState.OPEN;
  private Side side = Side.BETWEEN;

  /** Since when the fill has been on this side, or the last step if that is later. */
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
    if (now != side) {
      side = now;
      sinceNanos = nowNanos;
    }
    if (isDue(nowNanos)) {
      state = towards();
      steppedNanos = nowNanos;
      sinceNanos = nowNanos;
    }
    return state;
  }

  private boolean isDue(long nowNanos) {
    boolean first = state == GuardState.OPEN && side == Side.ABOVE;
    return towards() != state
        && nowNanos - (first ? steppedNanos : sinceNanos) >= settings.hold().toNanos();
  }

  private GuardState towards() {
    return switch (side) {
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
