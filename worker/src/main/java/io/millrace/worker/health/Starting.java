package io.millrace.worker.health;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import java.util.List;

/** How a worker is whose parts are not there yet: alive, and not ready. Thread safe. */
public final class Starting {
  private volatile String step = "reading the configuration";

  /**
   * Goes on.
   *
   * @param next what it does from now on, for a person: {@code loading the model}
   */
  public void begin(String next) {
    step = requireNonNull(next, "next");
  }

  /** {@code GET} of {@code /health/live}, {@code /health/ready}, and of {@code /health} as that. */
  public List<Route> routes() {
    return Probes.routes(() -> report("live", 200), () -> report("not_ready", 503));
  }

  private Response report(String status, int httpStatus) {
    return HealthReport.of(status, List.of(Check.unready("starting", step))).answer(httpStatus);
  }
}
