package io.millrace.worker.wiring;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.http.Handler;
import io.millrace.worker.http.Response;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one scrape that a broken worker still waits for: its successor makes right vectors or does
 * not start, and without this one no alert would ever tell that it was broken. Thread safe.
 */
final class LastScrape {
  private final Duration patience;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean awaited;

  /**
   * Not awaited yet.
   *
   * @param patience for somebody to come
   */
  LastScrape(Duration patience) {
    this.patience = requireNonNull(patience, "patience");
  }

  /** The next scrape to begin is the last. */
  void begin() {
    awaited = true;
  }

  /** The handler of the meters, watched. */
  Handler watching(Handler meters) {
    return request -> {
      boolean last = awaited; // One that is under way already may say that all is well.
      Response answer = meters.handle(request);
      if (last) {
        over.countDown();
      }
      return answer;
    };
  }

  /** Waits until it was answered or called off; false if nobody came. */
  boolean await() throws InterruptedException {
    return over.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Nobody waits for it any more. */
  void callOff() {
    over.countDown();
  }
}
