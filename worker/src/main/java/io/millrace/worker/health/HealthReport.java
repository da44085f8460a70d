package io.millrace.worker.health;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.http.Response;
import java.util.List;

/** What a probe is told. */
record HealthReport(String status, List<Check> checks, GuardState guard, String space) {
  private static final JsonMapper JSON = new JsonMapper();

  HealthReport {
    checks = List.copyOf(checks);
  }

  /**
   * {@code {"status", "checks": {name: {"healthy", "detail"}}, "guard", "space"}}, not to be kept.
   */
  Response answer(int httpStatus) {
    ObjectNode root = JSON.createObjectNode().put("status", status);
    ObjectNode parts = root.putObject("checks");
    checks.forEach(check ->
        parts
            .putObject(check.name())
            .put("healthy", check.isHealthy())
            .put("detail", check.detail()));
    root.put("guard", guard.name()).put("space", space);
    return Response.json(httpStatus, root.toString()).with("Cache-Control", "no-store");
  }
}
