package io.millrace.worker.wiring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;

/** What was started, to be closed in the opposite order, once. Thread safe. */
final class Started implements AutoCloseable {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** Starts a whole whose parts are closed again if it does not come about. */
  static <T> T all(Function<Started, T> start) {
    Started started = new Started();
    boolean done = false;
    try {
      T whole = start.apply(started);
      done = true;
      return whole;
    } finally {
      if (!done) {
        started.close();
      }
    }
  }

  /** Remembers how to close a part. */
  synchronized <T> T add(T part, Consumer<T> close) {
    closings.push(() -> close.accept(part));
    return part;
  }

  /**
   * Closes all, whatever one of them throws: the first exception is thrown at the end, and has the
   * others with it. Who comes second waits until all is closed.
   */
  @Override
  public synchronized void close() {
    Runnable last = closings.poll();
    if (last != null) {
      try (Started _ = this) {
        last.run();
      }
    }
  }
}
