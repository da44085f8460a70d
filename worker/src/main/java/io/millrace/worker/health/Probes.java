package io.millrace.worker.health;

import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import java.util.List;
import java.util.function.Supplier;

/** Where a worker is asked how it is; nobody needs a key for it. */
final class Probes {
  private Probes() {}

  /** {@code GET} of {@code /health/live}, {@code /health/ready}, and of {@code /health} as that. */
  static List<Route> routes(Supplier<Response> live, Supplier<Response> ready) {
    return List.of(
        Route.get("/health/live", Route.Access.OPEN, _ -> live.get()),
        Route.get("/health/ready", Route.Access.OPEN, _ -> ready.get()),
        Route.get("/health", Route.Access.OPEN, _ -> ready.get()));
  }
}
