package io.millrace.worker.bench;

import java.util.concurrent.locks.LockSupport;

/** An even rhythm that does not drift: what is late does not delay what follows. */
final class Pace {
  private final long pauseNanos;
  private final long startNanos = System.nanoTime();

  Pace(long pauseNanos) {
    this.pauseNanos = pauseNanos;
  }

  void await(long beat) {
    long leftNanos = startNanos + beat * pauseNanos - System.nanoTime();
    while (leftNanos > 0) {
      LockSupport.parkNanos(leftNanos);
      leftNanos = startNanos + beat * pauseNanos - System.nanoTime();
    }
  }
}
