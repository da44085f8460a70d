package io.millrace.worker.http;

/** Answers requests, each on a virtual thread of its own: it may wait. Thread safe. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers one.
   *
   * @throws InterruptedException if the server is closed, or the client has left
   */
  Response handle(Request request) throws InterruptedException;
}
