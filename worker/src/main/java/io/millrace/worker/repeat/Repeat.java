package io.millrace.worker.repeat;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again, on a thread of its own, until it is closed. */
public final class Repeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Repeat.class);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Duration interval;
  private final Runnable action;
  private final Thread thread;

  private Repeat(String name, Duration interval, Runnable action) {
    this.interval = requireNonNull(interval, "interval");
    this.action = requireNonNull(action, "action");
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .uncaughtExceptionHandler((ended, why) ->
                LOG.atError()
                    .setCause(why)
                    .addKeyValue("task", ended.getName())
                    .log("a fault of the worker: this is not repeated any more"))
            .unstarted(this::run);
  }

  /**
   * Starts; the first time is one interval away.
   *
   * @param name of the thread
   * @param interval from the end of one time to the begin of the next; 0: never
   * @param action ends the repetition by whatever it throws
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
      action.run();
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

  /** Waits for the time that is under way, unless it is what closes; an interrupt ends the wait. */
  @Override
  public void close() {
    closing.countDown();
    if (thread.equals(Thread.currentThread())) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
