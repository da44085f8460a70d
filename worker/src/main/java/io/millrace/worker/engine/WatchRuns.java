package io.millrace.worker.engine;

import java.time.Duration;

/** Beside the stages: sees that a device hangs. Nobody else would, because all of them wait. */
final class WatchRuns implements Stage {
  private static final int LOOKS_A_LIMIT = 10;

  private final DeviceSession session;
  private final Duration interval;

  /**
   * Of one device.
   *
   * @param session whose runs have a limit
   */
  WatchRuns(DeviceSession session) {
    this.session = session;
    this.interval = session.vectors().limit().dividedBy(LOOKS_A_LIMIT);
  }

  /** Until it is interrupted. */
  @Override
  public void run() throws InterruptedException, DeviceException {
    while (!session.vectors().hang()) {
      Thread.sleep(interval);
    }
    throw new DeviceException(
        "%s hangs: a batch has been on it for %d ms, engine.runLimit is %d ms"
            .formatted(
                session.placement().device(),
                session.vectors().longest().toMillis(),
                session.vectors().limit().toMillis()));
  }
}
