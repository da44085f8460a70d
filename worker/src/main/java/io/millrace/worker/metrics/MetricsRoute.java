package io.millrace.worker.metrics;

import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;

/** {@code GET /metrics}: Prometheus' text, or OpenMetrics for a client that accepts it. */
final class MetricsRoute {
  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private MetricsRoute() {}

  static Route of(WorkerMeters meters) {
    return Route.get(
        "/metrics",
        Route.Access.KEY,
        request -> {
          String contentType = contentType(request);
          return Response.text(200, contentType, meters.scrape(contentType));
        });
  }

  private static String contentType(Request request) {
    return request.header("accept").orElse("").contains("application/openmetrics-text")
        ? OPEN_METRICS
        : TEXT;
  }
}
