package io.millrace.worker.http;

import org.jspecify.annotations.Nullable;

/**
 * An answer on its way. It takes memory, and time, until the client's host has it. Owned by the
 * server's thread.
 */
final class Delivery {
  private final Answer answer;
  private final BodyRoom room;
  private final ArrivalTimes times;
  private BodyMemory.@Nullable Share memory;
  private long lateNanos;
  private boolean begun;
  private boolean done;

  Delivery(Answer answer, BodyRoom room, ArrivalTimes times) {
    this.answer = answer;
    this.room = room;
    this.times = times;
  }

  /**
   * Sends the whole, or what is left to send after events.
   *
   * @param closes whether the client is told that the connection ends behind it
   * @param sent runs once the client's host has it, or never will
   */
  void send(Response.Whole whole, boolean closes, Runnable sent) {
    int bytes = whole.body().length;
    begun = true;
    lateNanos = System.nanoTime() + times.readingNanos(bytes);
    memory = room.shareFor(bytes);
    memory.owe(bytes);
    var _ =
        answer
            .send(whole, closes)
            .onComplete(_ -> {
              done = true;
              sent.run();
            });
  }

  boolean hasBegun() {
    return begun;
  }

  boolean isDone() {
    return done;
  }

  /** Whether the client takes it too slowly, or not at all. */
  boolean isLate(long nowNanos) {
    return begun && !done && nowNanos - lateNanos > 0;
  }

  void release() {
    if (memory != null) {
      memory.release();
    }
  }
}
