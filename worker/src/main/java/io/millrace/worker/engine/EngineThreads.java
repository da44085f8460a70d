package io.millrace.worker.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Threads that run stages. A stage that ends by anything but an interrupt breaks the engine. */
final class EngineThreads {
  /** How long nobody looks whether there is hope. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final List<Thread> threads = new ArrayList<>();
  private final LongSupplier nanoClock;
  private final Consumer<Throwable> onFailure;

  EngineThreads(LongSupplier nanoClock, Consumer<Throwable> onFailure) {
    this.nanoClock = nanoClock;
    this.onFailure = onFailure;
  }

  void start(String name, Stage stage) {
    Thread thread =
        Thread.ofPlatform()
            .name("engine-" + name)
            .daemon()
            .uncaughtExceptionHandler((dead, failure) -> onFailure.accept(failure))
            .unstarted(() -> run(stage));
    threads.add(thread);
    thread.start();
  }

  /** Waits until all have ended or the time is over. An interrupt ends the wait, too. */
  void joinUntil(long deadlineNanos) {
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(0, deadlineNanos - nanoClock.getAsLong())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void interrupt() {
    threads.forEach(Thread::interrupt);
  }

  /**
   * Waits until all have ended, whatever interrupts: native memory must not be freed under them.
   *
   * @param hopeless whether they never will
   */
  void joinUnless(BooleanSupplier hopeless) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= joinUnless(hopeless, thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joinUnless(BooleanSupplier hopeless, Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive() && !hopeless.getAsBoolean()) {
      try {
        var _ = thread.join(LOOK);
      } catch (InterruptedException e) {
        interrupted = true; // told to the caller, once the thread has ended
      }
    }
    return interrupted;
  }

  private void run(Stage stage) {
    try {
      stage.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the engine has given up what is left
    } catch (DeviceException e) {
      onFailure.accept(e);
    }
  }
}
