package io.millrace.worker.http;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.keys.ApiKeys;
import java.util.List;

/** What an address leads to, and who may come in. It may lead elsewhere later. Thread safe. */
final class Entrance {
  private final ApiKeys keys;
  private volatile Routes routes;
  private volatile RequestObserver observer;

  /**
   * Leads to routes from the start.
   *
   * @param keys who may come in
   * @param observer learns of every request
   */
  Entrance(List<Route> routes, ApiKeys keys, RequestObserver observer) {
    this(new Routes(routes), keys, observer);
  }

  Entrance(Routes routes, ApiKeys keys, RequestObserver observer) {
    this.routes = requireNonNull(routes, "routes");
    this.keys = requireNonNull(keys, "keys");
    this.observer = requireNonNull(observer, "observer");
  }

  /** From the next request on. */
  void leadTo(Routes others, RequestObserver other) {
    observer = requireNonNull(other, "observer");
    routes = requireNonNull(others, "routes");
  }

  /** To nothing any more; unless it is closed already, which may answer a few still. */
  void close(Routes closed) {
    if (!routes.areClosed()) {
      routes = closed;
    }
  }

  Routes routes() {
    return routes;
  }

  ApiKeys keys() {
    return keys;
  }

  /** Of each moment. */
  RequestObserver observer() {
    return (method, route, status, nanos, requestBytes, responseBytes) ->
        observer.answered(method, route, status, nanos, requestBytes, responseBytes);
  }
}
