package io.millrace.worker.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.usage.DailyUsage;
import io.millrace.worker.usage.UsageReport;
import io.millrace.worker.wiring.WorkerClient.Answer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests and totals when a worker, or something that it needs, ends. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class WorkerEndIT {
  @TempDir Path folder;

  private TestWorkers workers;

  @BeforeEach
  void start() throws Exception {
    workers = TestWorkers.start(folder);
  }

  @AfterEach
  void stop() throws Exception {
    workers.close();
  }

  @Test
  void requestsUnderWayAreAnsweredAndCounted() throws Exception {
    CompletableFuture<HttpResponse<String>> underWay;
    long documentTokens;
    try (RunningWorker worker = RunningWorker.start(workers.config("ending", ""))) {
      WorkerClient client = WorkerClient.of(worker, TestWorkers.IMPORT);
      client.awaitMeter("millrace_documents_total\\{.*outcome=\"embedded\".*} 1");
      documentTokens = client.embed(TestWorkers.TEXT).json().at("/usage/total_tokens").asLong();
      underWay =
          client
              .withSecret(TestWorkers.SEARCH)
              .http()
              .sendAsync(
                  client.withSecret(TestWorkers.SEARCH).embeddings("all-MiniLM-L6-v2", texts()),
                  HttpResponse.BodyHandlers.ofString(UTF_8));
      client.awaitMeter("millrace_engine_queue_texts\\{.*lane=\"online\".*} [1-9]");
    }
    Answer answer = new Answer(underWay.get());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("data")).hasSize(texts().length);
    List<DailyUsage> days =
        UsageReport.read(workers.topics().committed("usage-ending"), LocalDate.EPOCH).days();
    assertThat(tokens(days, "key", "search"))
        .isEqualTo(answer.json().at("/usage/total_tokens").asLong());
    assertThat(tokens(days, "key", "import")).isEqualTo(documentTokens);
    assertThat(tokens(days, "source", "documents")).isEqualTo(documentTokens);
  }

  private static String[] texts() {
    return IntStream.range(0, 300)
        .mapToObj("Section %d of the manual tells how the lock opens."::formatted)
        .toArray(String[]::new);
  }

  private static long tokens(List<DailyUsage> days, String kind, String name) {
    return days.stream()
        .filter(day -> day.kind().equals(kind) && day.name().equals(name))
        .mapToLong(DailyUsage::tokens)
        .sum();
  }

  @Test
  void withoutTheRegistryItIsNotReadyAndStillAnswersQueries() throws Exception {
    WorkerConfig config = workers.config("alone", "");
    try (RunningWorker worker = RunningWorker.start(config)) {
      WorkerClient client = WorkerClient.of(worker, TestWorkers.SEARCH);
      var _ = client.awaitReady(200);
      var _ = workers.awaitVector(config, "vectors-alone");
      workers.stopRegistry();

      Answer ready = client.awaitReady(503);

      assertThat(ready.json().at("/checks/registry/healthy").asBoolean()).isFalse();
      assertThat(ready.json().at("/checks/consumer/healthy").asBoolean()).isTrue();
      assertThat(client.embed("a lake").status()).isEqualTo(200);
      assertThat(client.get("/health/live").status()).isEqualTo(200);
    }
  }
}
