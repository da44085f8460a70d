package io.millrace.worker.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.worker.http.Route;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the server is asked for. Thread safe. */
public final class HttpMeters {
  private final MeterRegistry registry;
  private final Set<String> paths;
  private final Map<Kind, Timer> requests = new ConcurrentHashMap<>();
  private final Map<String, Bodies> bodies = new ConcurrentHashMap<>();
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
    requests
        .computeIfAbsent(
            new Kind(path, TagValue.method(method), TagValue.status(status)), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
    bodies.computeIfAbsent(path, this::bodies).record(requestBytes, responseBytes);
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

  private Timer timer(Kind kind) {
    return Meters.HTTP_REQUESTS.spec().timer(registry, kind.path(), kind.method(), kind.status());
  }

  private Bodies bodies(String path) {
    return new Bodies(
        Meters.HTTP_REQUEST_BYTES.spec().summary(registry, path),
        Meters.HTTP_RESPONSE_BYTES.spec().summary(registry, path));
  }

  private record Kind(String path, String method, String status) {}

  private record Bodies(DistributionSummary requests, DistributionSummary responses) {
    void record(long requestBytes, long responseBytes) {
      requests.record((double) requestBytes);
      responses.record((double) responseBytes);
    }
  }
}
