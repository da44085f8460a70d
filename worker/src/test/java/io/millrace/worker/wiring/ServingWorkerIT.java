package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.schemas.VectorRecord;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.wiring.WorkerClient.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker with a stream and a query side over a real broker, as those see it who ask it. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class ServingWorkerIT {
  @TempDir static Path folder;

  private static TestWorkers workers;
  private static WorkerConfig config;
  private static RunningWorker worker;
  private static WorkerClient client;

  @BeforeAll
  static void start() throws Exception {
    workers = TestWorkers.start(folder);
    config = workers.config("serving", "");
    worker = RunningWorker.start(config);
    client = WorkerClient.of(worker, TestWorkers.SEARCH);
    client.awaitMeter("millrace_documents_total\\{.*outcome=\"embedded\".*} 1");
    client.awaitMeter("millrace_documents_total\\{.*outcome=\"rejected\".*} 1");
  }

  @AfterAll
  static void stop() throws Exception {
    worker.close();
    workers.close();
  }

  @Test
  void itIsReadyWhenItHasItsPartitionsAndTheRegistry() throws Exception {
    JsonNode checks = client.withSecret("").awaitReady(200).json().path("checks");

    for (String check : List.of("engine", "consumer", "registry", "guard")) {
      assertThat(checks.at("/%s/healthy".formatted(check)).asBoolean()).as(check).isTrue();
    }
  }

  @Test
  void aQueryHasTheVectorThatTheStreamHasWritten() throws Exception {
    VectorRecord written = workers.awaitVector(config, "vectors-serving");

    Answer answer = client.embed(TestWorkers.TEXT);

    assertThat(answer.status()).isEqualTo(200);
    TestWorkers.assertSameVector(answer, written);
    assertThat(answer.json().at("/usage/prompt_tokens").asInt()).isEqualTo(written.getTokens());
  }

  @Test
  void nobodyAsksWithoutAKey() throws Exception {
    WorkerClient stranger = client.withSecret("");

    assertThat(stranger.embed("lake").status()).isEqualTo(401);
    assertThat(stranger.get("/metrics").status()).isEqualTo(401);
    assertThat(stranger.get("/").status()).isEqualTo(401);
    assertThat(stranger.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void aKeyWaitsWhenItHasUsedItsTokens() throws Exception {
    WorkerClient narrow = client.withSecret(TestWorkers.NARROW);
    assertThat(narrow.embed("lake lake lake lake lake lake lake").status()).isEqualTo(200);

    Answer second = narrow.embed("lake lake lake");

    assertThat(second.status()).isEqualTo(429);
    assertThat(second.json().at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
    assertThat(Integer.parseInt(second.header("Retry-After"))).isBetween(1, 60);
  }

  @Test
  void metersTellOfStreamAndKeys() throws Exception {
    assertThat(client.withSecret(TestWorkers.IMPORT).embed("a lake").status()).isEqualTo(200);
    client.awaitMeter("millrace_lag_records\\{.*topic=\"documents\".*} 0");

    assertThat(client.get("/metrics").response().body())
        .containsPattern("millrace_usage_tokens_total\\{.*kind=\"key\",name=\"import\".*} 4")
        .containsPattern("millrace_usage_tokens_total\\{.*kind=\"source\",name=\"documents\"")
        .containsPattern("millrace_engine_texts_total\\{.*lane=\"backfill\"")
        .contains("kafka_stream_");
  }

  @Test
  void thePageShowsLagLanesAndTheDeadLetter() throws Exception {
    JsonNode status =
        client.awaitStatus(
            frame -> frame.at("/stream/lag").size() == 2 && !frame.path("deadLetters").isEmpty());

    assertThat(client.get("/").header("Content-Type")).startsWith("text/html");
    assertThat(status.path("lanes"))
        .extracting(lane -> lane.path("lane").asText())
        .containsExactly("ONLINE", "STREAM", "BACKFILL");
    assertThat(status.at("/stream/state").asText()).isEqualTo("RUNNING");
    assertThat(status.at("/deadLetters/0/reason").asText()).isEqualTo("WRONG_FIELD_TYPE");
  }
}
