package io.millrace.worker.streams;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stream threads that others take the place of, from their failure until they close their
 * consumers. Thread safe.
 */
final class FailedThreads {
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  void add(Thread failed) {
    threads.add(failed);
  }

  /** Whether it was one; asked once. */
  boolean remove(Thread ended) {
    return threads.remove(ended);
  }
}
