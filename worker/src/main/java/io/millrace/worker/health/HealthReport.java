package io.millrace.worker.health;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.http.Response;
import java.util.List;
import java.util.Optional;

/**
 * What a probe is told.
 *
 * @param guard empty as long as there is none
 * @param space of the model; empty as long as it is not loaded
 */
record HealthReport(
    String status, List<Check> checks, Optional<GuardState> guard, Optional<String> space) {
  private static final JsonMapper JSON = new JsonMapper();

  HealthReport {
    requireNonNull(status, "status");
    checks = List.copyOf(checks);
    requireNonNull(guard, "guard");
    requireNonNull(space, "space");
  }

  /** Of a worker that has nothing but checks. */
  static HealthReport of(String status, List<Check> checks) {
    return new HealthReport(status, checks, Optional.empty(), Optional.empty());
  }

  /**
   * {@code {"status", "checks": {name: {"healthy", "detail"}}, "guard", "space"}}, without what is
   * empty; not to be kept.
   */
  Response answer(int httpStatus) {
    ObjectNode root = JSON.createObjectNode().put("status", status);
    ObjectNode parts = root.putObject("checks");
    checks.forEach(check ->
        parts
            .putObject(check.name())
            .put("healthy", check.isHealthy())
            .put("detail", check.detail()));
    guard.ifPresent(state -> root.put("guard", state.name()));
    space.ifPresent(fingerprint -> root.put("space", fingerprint));
    return Response.json(httpStatus, root.toString()).with("Cache-Control", "no-store");
  }
}
