package io.millrace.worker.health;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.guard.GuardStatus;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a worker is as a whole. Live: worth keeping, which a worker that is stopping stays. Ready:
 * every part of it is well. Thread safe.
 */
public final class Health {
  private final VectorSpace space;
  private final Supplier<GuardStatus> guard;
  private final List<Checked> parts;
  private volatile boolean draining;

  /**
   * Of these parts.
   *
   * @param parts the engine, and what else this process has: a stream, a registry
   */
  public Health(VectorSpace space, Supplier<GuardStatus> guard, List<Checked> parts) {
    this.space = requireNonNull(space, "space");
    this.guard = requireNonNull(guard, "guard");
    this.parts = List.copyOf(parts);
  }

  /** From now on the worker is stopping, and not ready. */
  public void startDraining() {
    draining = true;
  }

  /** Whether the worker is stopping. */
  public boolean isDraining() {
    return draining;
  }

  public boolean isReady() {
    return reason().isEmpty();
  }

  /** Why it is not ready; empty if it is. */
  public Optional<String> reason() {
    return checks().stream()
        .filter(check -> !check.isHealthy())
        .map(check -> "%s: %s".formatted(check.name(), check.detail()))
        .findFirst();
  }

  public boolean isLive() {
    return isLive(checks());
  }

  /** An engine that is closed while the worker stops is not broken. */
  private boolean isLive(List<Check> checks) {
    return draining || checks.stream().noneMatch(check -> check.state() == Check.State.BROKEN);
  }

  /** All parts, in the order of the parts, the guard's and the stop's last. */
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    parts.forEach(part -> checks.add(part.check()));
    checks.add(guarded(guard.get().state()));
    checks.add(
        draining
            ? Check.unready("draining", "stopping")
            : Check.healthy("draining", "not stopping"));
    return checks;
  }

  private static Check guarded(GuardState state) {
    return state == GuardState.NO_ONLINE
        ? Check.unready("guard", "memory runs short: requests are refused")
        : Check.healthy("guard", state.name());
  }

  /** {@code GET} of {@code /health/live}, {@code /health/ready}, and of {@code /health} as that. */
  public List<Route> routes() {
    return Probes.routes(this::live, this::ready);
  }

  private Response live() {
    List<Check> checks = checks();
    return isLive(checks)
        ? report("live", checks).answer(200)
        : report("broken", checks).answer(503);
  }

  private Response ready() {
    List<Check> checks = checks();
    return checks.stream().allMatch(Check::isHealthy)
        ? report("ready", checks).answer(200)
        : report("not_ready", checks).answer(503);
  }

  private HealthReport report(String status, List<Check> checks) {
    return new HealthReport(
        status, checks, Optional.of(guard.get().state()), Optional.of(space.fingerprint()));
  }
}
