package io.millrace.worker.http;

import io.vertx.core.MultiMap;
import java.util.concurrent.Executor;

/**
 * Memory for bodies and answers, a part of it for small ones alone: those who send or read much,
 * slowly, do not hold up queries.
 *
 * @param small for what is small, and for bodies that are announced so
 * @param large for the others; the same where there is little
 */
record BodyRoom(BodyMemory small, BodyMemory large) {
  private static final long MOST_OF_SMALL_BYTES = 1 << 20;
  private static final int PART_OF_SMALL = 4;

  /**
   * Divides it.
   *
   * @param loop runs on the server's thread
   * @param bytes of all bodies
   * @param bodyBytes most of one
   */
  static BodyRoom of(Executor loop, long bytes, long bodyBytes) {
    long forSmall = Math.min(bytes / PART_OF_SMALL, bytes - bodyBytes);
    if (forSmall < MOST_OF_SMALL_BYTES) {
      BodyMemory all = new BodyMemory(loop, bytes, bodyBytes);
      return new BodyRoom(all, all);
    }
    return new BodyRoom(
        new BodyMemory(loop, forSmall, MOST_OF_SMALL_BYTES),
        new BodyMemory(loop, bytes - forSmall, bodyBytes));
  }

  /** Nobody knows how long it gets what is not announced, or inflated. */
  BodyMemory.Share shareFor(MultiMap headers) {
    long announced = ContentLength.of(headers);
    boolean isSmall =
        announced >= 0 && announced <= MOST_OF_SMALL_BYTES && !headers.contains("Content-Encoding");
    return (isSmall ? small : large).share();
  }

  /** A small request may have a large answer. */
  BodyMemory.Share shareFor(long answerBytes) {
    return (answerBytes <= MOST_OF_SMALL_BYTES ? small : large).share();
  }
}
