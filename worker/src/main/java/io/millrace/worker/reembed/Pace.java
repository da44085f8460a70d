package io.millrace.worker.reembed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/** How fast a backlog is worked off, over the last minute. Not thread safe. */
final class Pace {
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

  private final Deque<Moment> moments = new ArrayDeque<>();

  /**
   * What stood where at one moment.
   *
   * @param nanos of a clock that only goes forward
   * @param position records done since the sources began
   * @param lag records to do
   * @param tokens tokens embedded by this process
   */
  record Moment(long nanos, long position, long lag, long tokens) {}

  void add(Moment moment) {
    moments.addLast(moment);
    while (moment.nanos() - moments.getFirst().nanos() > WINDOW_NANOS) {
      moments.removeFirst();
    }
  }

  double recordsPerSecond() {
    return moments.isEmpty()
        ? 0
        : perSecond(moments.getLast().position() - moments.getFirst().position());
  }

  double tokensPerSecond() {
    return moments.isEmpty()
        ? 0
        : perSecond(moments.getLast().tokens() - moments.getFirst().tokens());
  }

  /**
   * Until nothing is left, if the lag goes on to shrink as it did: what arrives meanwhile is part
   * of it. Empty while the lag does not shrink.
   */
  OptionalLong etaSeconds() {
    if (moments.isEmpty()) {
      return OptionalLong.empty();
    }
    long lag = moments.getLast().lag();
    double shrinking = perSecond(moments.getFirst().lag() - lag);
    if (lag == 0) {
      return OptionalLong.of(0);
    }
    return shrinking > 0
        ? OptionalLong.of((long) Math.ceil(lag / shrinking))
        : OptionalLong.empty();
  }

  private double perSecond(long difference) {
    long nanos = moments.getLast().nanos() - moments.getFirst().nanos();
    return nanos == 0 ? 0 : difference * 1e9 / nanos;
  }
}
