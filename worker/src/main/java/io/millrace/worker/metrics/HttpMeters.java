package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.worker.http.Route;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the server is asked for. Thread safe. */
public final class HttpMeters {
  private final MeterRegistry registry;
  private final Set<String> paths;
  private final AtomicInteger inFlight = new AtomicInteger();

  HttpMeters(MeterRegistry registry, Collection<Route> routes) {
    this.registry = registry;
    this.paths = routes.stream().map(Route::path).collect(Collectors.toUnmodifiableSet());
    Meters.HTTP_IN_FLIGHT.spec().gauge(registry, inFlight::get);
  }

  /**
   * A request was answered, or given up.
   *
   * @param route its path; one that no route has counts as another
   */
  public void answered(
      String method, String route, int status, long nanos, long requestBytes, long responseBytes) {
    String path = TagValue.known(paths, route);
    Meters.HTTP_REQUESTS
        .spec()
        .timer(registry, path, TagValue.method(method), TagValue.status(status))
        .record(nanos, TimeUnit.NANOSECONDS);
    Meters.HTTP_REQUEST_BYTES.spec().summary(registry, path).record((double) requestBytes);
    Meters.HTTP_RESPONSE_BYTES.spec().summary(registry, path).record((double) responseBytes);
  }

  /** The same route, which counts what it has in hand. */
  public Route counted(Route route) {
    return new Route(
        route.method(),
        route.path(),
        route.access(),
        request -> {
          inFlight.incrementAndGet();
          try {
            return route.handler().handle(request);
          } finally {
            inFlight.decrementAndGet();
          }
        });
  }
}
