package io.millrace.worker.engine;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * From one stage to the next, and the word that no more comes. Needs no bound of its own: all that
 * passes was admitted. Thread safe.
 */
final class Handover<T> {
  private final BlockingQueue<Optional<T>> queue = new LinkedBlockingQueue<>();

  void put(T item) {
    queue.add(Optional.of(item));
  }

  /** Says that no more comes. */
  void end() {
    queue.add(Optional.empty());
  }

  /** Waits for the next; empty when no more comes. */
  Optional<T> take() throws InterruptedException {
    return queue.take();
  }
}
