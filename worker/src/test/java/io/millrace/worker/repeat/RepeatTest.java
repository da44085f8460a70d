package io.millrace.worker.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RepeatTest {
  private static final Duration INTERVAL = Duration.ofMillis(1);

  @Test
  void repeatsUntilItIsClosed() {
    AtomicInteger times = new AtomicInteger();
    try (Repeat _ = Repeat.every(INTERVAL, "test", times::incrementAndGet)) {
      await().until(() -> times.get() > 2);
    }
    int atClose = times.get();

    assertThat(times).hasValue(atClose);
  }

  @Test
  void closingWaitsForWhatIsUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean finished = new AtomicBoolean();
    Repeat repeat =
        Repeat.every(
            INTERVAL,
            "test",
            () -> {
              begun.countDown();
              awaitUninterrupted(release);
              finished.set(true);
            });
    begun.await();
    Thread closer = Thread.startVirtualThread(repeat::close);
    await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);

    release.countDown();

    closer.join();
    assertThat(finished).isTrue();
  }

  @Test
  void theActionMayCloseIt() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Repeat[] repeat = new Repeat[1];
    CountDownLatch known = new CountDownLatch(1);
    repeat[0] =
        Repeat.every(
            INTERVAL,
            "test",
            () -> {
              awaitUninterrupted(known);
              repeat[0].close();
              closed.countDown();
            });
    known.countDown();

    closed.await();
    assertThat(closed.getCount()).isZero();
  }

  /** A guard that has stopped looking would hold its last step for ever. */
  @Test
  void aFaultOfOneTimeIsNoEnd() {
    AtomicInteger times = new AtomicInteger();
    try (Repeat _ = Repeat.every(INTERVAL, "test", () -> failTwice(times))) {
      await().until(() -> times.get() > 3);
    }
  }

  private static void failTwice(AtomicInteger times) {
    switch (times.incrementAndGet()) {
      case 1 -> throw new IllegalStateException("no figure");
      case 2 -> throw new OutOfMemoryError("no direct buffer");
      default -> {}
    }
  }

  @Test
  void anIntervalOfZeroIsNever() {
    AtomicInteger times = new AtomicInteger();

    try (Repeat _ = Repeat.every(Duration.ZERO, "test", times::incrementAndGet)) {
      assertThat(times).hasValue(0);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
