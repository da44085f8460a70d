package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.health.Starting;
import io.millrace.worker.wiring.WorkerClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker that loads a large model says meanwhile, and what it finds out before. */
@Timeout(60)
class StartingWorkerTest {
  private static final String NO_MODEL = "model: {path: there-is-no-such-folder}\n";

  private final CompletableFuture<Void> mayLoad = new CompletableFuture<>();
  private final Starting progress = new Starting();

  @Test
  void probesAreAnsweredWhileTheModelIsLoadedAndAllElseIsRefused() throws Exception {
    WorkerConfig config = config(0, "");
    try (Doorway doorway = Doorway.open(config.http(), progress.routes())) {
      WorkerClient client = WorkerClient.at(doorway.port(), "");
      var starting = CompletableFuture.supplyAsync(() -> start(config, doorway));

      Answer ready =
          await().until(() -> client.get("/health/ready"), StartingWorkerTest::isLoading);
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.json().path("status").asText()).isEqualTo("not_ready");
      assertThat(client.get("/health").status()).isEqualTo(503);
      assertThat(client.get("/health/live").status()).isEqualTo(200);
      assertThat(client.get("/metrics").status()).isEqualTo(503);
      Answer refused = client.embed("a lake");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.json().at("/error/code").asText()).isEqualTo("not_ready");
      assertThat(refused.header("Retry-After")).isEqualTo("5");

      mayLoad.complete(null);
      try (RunningWorker worker = starting.join()) {
        assertThat(worker.port()).hasValue(doorway.port());
        assertThat(client.get("/health/ready").status()).isEqualTo(200);
        assertThat(client.get("/metrics").status()).isEqualTo(200);
        assertThat(client.embed("a lake").status()).isEqualTo(200);
      }
    }
  }

  private RunningWorker start(WorkerConfig config, Doorway doorway) {
    return RunningWorker.start(config, doorway, progress, this::slowly);
  }

  private EmbeddingEngine slowly(WorkerConfig config) {
    mayLoad.join();
    return ConfiguredEngine.start(config);
  }

  private static boolean isLoading(Answer answer) {
    return answer.response().body().contains("\"detail\":\"loading the model\"");
  }

  @Test
  void aPortThatIsTakenIsFoundBeforeTheModelIsLoaded() throws Exception {
    try (ServerSocket taken = freePort()) {
      assertThatThrownBy(() -> RunningWorker.serve(config(taken.getLocalPort(), NO_MODEL)))
          .isInstanceOf(ConfigException.class)
          .hasMessage("http.port: %d on 127.0.0.1 is in use", taken.getLocalPort());
    }
  }

  @Test
  void aKeyThatCannotBeUsedIsFoundBeforeTheModelIsLoaded() {
    WorkerConfig config =
        ConfigFile.ofThisProcess()
            .parse("http: {port: 0, keys: {inline: 'keys: {a: {sha256: abc}}'}}\n" + NO_MODEL);

    assertThatThrownBy(() -> RunningWorker.serve(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.keys.inline");
  }

  @Test
  void aWorkerWhoseModelCannotBeLoadedListensNoMore() throws Exception {
    int port;
    try (ServerSocket free = freePort()) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(() -> RunningWorker.serve(config(port, NO_MODEL)))
        .isInstanceOf(ModelException.class);

    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  @Test
  void aFallbackThatCannotBeLoadedIsNamed() {
    assertThatThrownBy(() ->
            RunningWorker.serve(config(0, "fallback: {enabled: true, " + NO_MODEL.strip() + "}")))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("fallback: ");
  }

  private static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static WorkerConfig config(int port, String more) {
    return ConfigFile.ofThisProcess().parse("http: {port: %d}\n%s".formatted(port, more));
  }
}
