package io.millrace.worker.http;

import io.millrace.worker.keys.ApiKeys;
import java.util.List;

/**
 * What an address leads to.
 *
 * @param keys who may come in
 * @param observer learns of every request
 */
record Entrance(List<Route> routes, ApiKeys keys, RequestObserver observer) {
  Entrance {
    routes = List.copyOf(routes);
  }
}
