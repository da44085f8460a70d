package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.schemas.VectorRecord;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.WorkerClient.Answer;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker with two ports whose memory is always too full for its guard, and a backfill. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class GuardedWorkerIT {
  private static final String STRICT =
      """
      guard: {lowWater: 0.00001, highWater: 0.00002, hold: 0ms, interval: 50ms}
      fallback: {enabled: true, documents: true, model: {dimensions: 128}}
      """;

  @TempDir static Path folder;

  private static TestWorkers workers;
  private static WorkerConfig config;
  private static RunningWorker worker;
  private static WorkerClient client;
  private static WorkerClient management;

  @BeforeAll
  static void start() throws Exception {
    workers = TestWorkers.start(folder);
    config = workers.configOfTwoPorts("guarded", STRICT);
    worker = RunningWorker.start(config);
    client = WorkerClient.of(worker, TestWorkers.SEARCH);
    management = WorkerClient.ofManagement(worker);
    await()
        .atMost(TestWorkers.PATIENCE)
        .until(() -> holdsBackWithAllPartitions(management.get("/health/ready")));
  }

  private static boolean holdsBackWithAllPartitions(Answer ready) throws Exception {
    JsonNode health = ready.json();
    return health.path("guard").asText().equals("NO_ONLINE")
        && health.at("/checks/consumer/healthy").asBoolean()
        && health.at("/checks/fallback-consumer/healthy").asBoolean();
  }

  @AfterAll
  static void stop() throws Exception {
    worker.close();
    workers.close();
  }

  @Test
  void documentsAreEmbeddedWhileTheBackfillIsPaused() throws Exception {
    workers.topics().write(List.of(TestTopics.text(TestWorkers.DOCUMENTS, "late", "A late one.")));

    await().atMost(TestWorkers.PATIENCE).until(() -> documents("vectors-guarded").contains("late"));

    assertThat(documents(besideTopic())).doesNotContain("late");
  }

  @Test
  void requestsAreRefusedUntilThereIsMemory() throws Exception {
    Answer answer = client.embed("a lake");

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json().at("/error/code").asText()).isEqualTo("overloaded");
  }

  @Test
  void whoOperatesItAsksOnTheSecondPortWithoutAKey() throws Exception {
    assertThat(worker.managementPort()).isNotEqualTo(worker.port());
    assertThat(management.get("/metrics").response().body()).contains("millrace_guard_state");
    assertThat(management.get("/").status()).isEqualTo(200);
    assertThat(management.get("/v1/models").status()).isEqualTo(404);
  }

  @Test
  void whoAsksForVectorsFindsNothingElseOnTheFirstPort() throws Exception {
    assertThat(client.get("/v1/models").status()).isEqualTo(200);
    assertThat(client.withSecret("").get("/v1/models").status()).isEqualTo(401);
    assertThat(client.get("/metrics").status()).isEqualTo(404);
    assertThat(client.get("/health/ready").status()).isEqualTo(404);
  }

  private static List<String> documents(String topic) {
    return workers.vectors(config, topic).stream().map(VectorRecord::getDocId).toList();
  }

  private static String besideTopic() throws Exception {
    try (Admin admin = Admin.create(workers.topics().client())) {
      return admin.listTopics().names().get().stream()
          .filter(name -> name.startsWith("vectors-guarded."))
          .findFirst()
          .orElseThrow();
    }
  }
}
