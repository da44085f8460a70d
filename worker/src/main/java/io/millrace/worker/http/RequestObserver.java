package io.millrace.worker.http;

/** Learns of every request that is over. Called on the server's own thread: it must not wait. */
@FunctionalInterface
public interface RequestObserver {
  /** The route of what no route answers. */
  String OTHER = "other";

  /** The status of a request whose client left before it was answered. */
  int CLIENT_LEFT = 499;

  /** Learns nothing. */
  RequestObserver NONE = (_, _, _, _, _, _) -> {};

  /**
   * A request is over.
   *
   * @param method as HTTP names it, or {@link #OTHER}
   * @param route path of the route, or {@link #OTHER}
   * @param status sent, or {@link #CLIENT_LEFT}
   * @param nanos from the end of its headers until its answer was handed to the connection
   * @param requestBytes of its body, as it arrived
   * @param responseBytes of the answer's body
   */
  void answered(
      String method, String route, int status, long nanos, long requestBytes, long responseBytes);
}
