package io.millrace.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.guard.GuardStatus;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import io.millrace.worker.keys.ApiKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final VectorSpace SPACE = new VectorSpace("fake", "1", "none", "", 8, true);

  private GuardState guard = GuardState.OPEN;
  private Check engine = Check.healthy("engine", "golden vectors reproduced");
  private Check registry = Check.healthy("registry", "answers");
  private final Health health =
      new Health(
          SPACE,
          () -> new GuardStatus(guard, Instant.EPOCH, List.of(), Map.of(), Map.of()),
          List.of(() -> engine, () -> registry));

  @Test
  void aWorkerWhosePartsAreWellIsReady() throws Exception {
    Response.Whole answer = get("/health/ready");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(json(answer))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"status": "ready",
                     "checks": {
                       "engine": {"healthy": true, "detail": "golden vectors reproduced"},
                       "registry": {"healthy": true, "detail": "answers"},
                       "guard": {"healthy": true, "detail": "OPEN"},
                       "draining": {"healthy": true, "detail": "not stopping"}},
                     "guard": "OPEN",
                     "space": "%s"}
                    """
                        .formatted(SPACE.fingerprint())));
  }

  @Test
  void aPartThatIsAwayMakesItUnreadyAndLeavesItAlive() throws Exception {
    registry = Check.unready("registry", "no answer");

    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(get("/health").status()).isEqualTo(503);
    assertThat(json(get("/health/ready")).at("/status").asText()).isEqualTo("not_ready");
    assertThat(get("/health/live").status()).isEqualTo(200);
    assertThat(health.isReady()).isFalse();
    assertThat(health.reason()).hasValue("registry: no answer");
  }

  @Test
  void aBrokenEngineIsNotWorthKeeping() throws Exception {
    engine = Check.broken("engine", "broken");

    assertThat(get("/health/live").status()).isEqualTo(503);
    assertThat(json(get("/health/live")).at("/status").asText()).isEqualTo("broken");
    assertThat(health.isLive()).isFalse();
  }

  @Test
  void aGuardThatRefusesRequestsMakesItUnready() throws Exception {
    guard = GuardState.NO_BACKFILL;
    assertThat(get("/health/ready").status()).isEqualTo(200);

    guard = GuardState.NO_ONLINE;

    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(json(get("/health/ready")).at("/guard").asText()).isEqualTo("NO_ONLINE");
    assertThat(get("/health/live").status()).isEqualTo(200);
  }

  /** Its engine is closed before the process ends. */
  @Test
  void aWorkerThatIsStoppingIsAliveAndNotReady() throws Exception {
    health.startDraining();
    engine = Check.broken("engine", "closed");

    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void probesNeedNoKey() {
    assertThat(health.routes())
        .extracting(Route::path)
        .containsExactly("/health/live", "/health/ready", "/health");
    assertThat(health.routes()).allMatch(route -> route.access() == Route.Access.OPEN);
  }

  private Response.Whole get(String path) throws InterruptedException {
    Route route =
        health.routes().stream().filter(each -> each.path().equals(path)).findFirst().orElseThrow();
    Request request = new Request("GET", path, "", Map.of(), ApiKey.ANYBODY, new byte[0]);
    return (Response.Whole) route.handler().handle(request);
  }

  private static JsonNode json(Response.Whole answer) throws Exception {
    return new JsonMapper().readTree(answer.body());
  }
}
