package io.millrace.worker.wiring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What was started, to be closed in the opposite order, once. Thread safe. */
final class Started implements AutoCloseable {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** Remembers how to close a part. */
  synchronized <T> T add(T part, Consumer<T> close) {
    closings.push(() -> close.accept(part));
    return part;
  }

  /** Who comes second waits until all is closed. */
  @Override
  public synchronized void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }
}
