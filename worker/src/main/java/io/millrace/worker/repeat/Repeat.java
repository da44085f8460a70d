package io.millrace.worker.repeat;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again, on a thread of its own, until it is closed. A fault of one time
 * is no end: what watches a worker must not stop as long as the worker does not.
 */
public final class Repeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Repeat.class);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Duration interval;
  private final Runnable action;
  private final Thread thread;

  /** Of its thread. */
  private boolean isFailing;

  private Repeat(String name, Duration interval, Runnable action) {
    this.interval = requireNonNull(interval, "interval");
    this.action = requireNonNull(action, "action");
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /**
   * Starts; the first time is one interval away.
   *
   * @param name of the thread
   * @param interval from the end of one time to the begin of the next; 0: never
   * @param action whatever it throws is logged, once until a time passes without
   */
  public static Repeat every(Duration interval, String name, Runnable action) {
    Repeat repeat = new Repeat(name, interval, action);
    if (interval.isPositive()) {
      repeat.thread.start();
    }
    return repeat;
  }

  private void run() {
    while (!isClosedWithin(interval)) {
      runOnce();
    }
  }

  private void runOnce() {
    try {
      action.run();
      isFailing = false;
    } catch (RuntimeException | Error e) {
      // All of them: the next time may pass, and if it does not nothing is worse than before.
      if (!isFailing && closing.getCount() > 0) {
        LOG.atError()
            .setCause(e)
            .addKeyValue("task", thread.getName())
            .log("a fault of the worker; this is tried again");
      }
      isFailing = true;
    }
  }

  private boolean isClosedWithin(Duration time) {
    try {
      return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /**
   * Waits for the time that is under way, unless it is what closes. No longer than half a minute,
   * since it may hang; an interrupt ends the wait, too.
   */
  @Override
  public void close() {
    closing.countDown();
    if (thread.equals(Thread.currentThread())) {
      return;
    }
    try {
      if (thread.isAlive() && !thread.join(LONGEST_WAIT)) {
        LOG.atWarn().addKeyValue("task", thread.getName()).log("does not end, and is left alone");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
