package io.millrace.worker.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Memory for all bodies together. Who gets none waits, in turn. So that bodies that have arrived in
 * part never wait for each other, room for one is kept apart: the first that waits may use it until
 * it is over. Owned by the server's thread.
 */
final class BodyMemory {
  private final Executor loop;
  private final Deque<Share> waiting = new ArrayDeque<>();
  private long freeBytes;
  private @Nullable Share apart;

  /**
   * Divides the memory.
   *
   * @param loop runs on the server's thread, not at once: who gets memory may ask for more
   * @param bytes of all bodies
   * @param bodyBytes most of one
   */
  BodyMemory(Executor loop, long bytes, long bodyBytes) {
    this.loop = loop;
    freeBytes = bytes - bodyBytes;
  }

  Share share() {
    return new Share();
  }

  /** What one body has. */
  final class Share {
    private long heldBytes;
    private long wantedBytes;
    private Runnable then = BodyMemory::nothing;

    /**
     * Takes some more.
     *
     * @param later runs once there is some, if there is none now and it is not released before
     * @return whether there is some now
     */
    boolean take(long bytes, Runnable later) {
      wantedBytes = bytes;
      if (this == apart || (waiting.isEmpty() && fits())) {
        return true;
      }
      then = later;
      waiting.add(this);
      return serve(this);
    }

    private boolean fits() {
      if (wantedBytes > freeBytes) {
        return false;
      }
      freeBytes -= wantedBytes;
      heldBytes += wantedBytes;
      return true;
    }

    private boolean isServed() {
      if (fits()) {
        return true;
      }
      if (apart != null) {
        return false;
      }
      apart = this;
      return true;
    }

    /** Counts what is there already, be there room or not: who comes next waits for it. */
    void owe(long bytes) {
      freeBytes -= bytes;
      heldBytes += bytes;
    }

    /** Gives all back, and waits for no more. */
    void release() {
      waiting.remove(this);
      then = BodyMemory::nothing;
      freeBytes += heldBytes;
      heldBytes = 0;
      apart = apart == this ? null : apart;
      serve(null);
    }
  }

  /** Serves who waits; tells whether the one who asks is among them, and does not call it back. */
  private boolean serve(@Nullable Share asking) {
    boolean served = false;
    while (!waiting.isEmpty() && waiting.getFirst().isServed()) {
      Share next = waiting.removeFirst();
      if (next == asking) {
        served = true;
      } else {
        loop.execute(() -> next.then.run());
      }
    }
    return served;
  }

  private static void nothing() {}
}
