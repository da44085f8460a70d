package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.VectorRecord;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.wiring.WorkerClient.Answer;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second model beside the first: the same documents and requests, in a space of its own. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class FallbackIT {
  private static final String MODEL = "sentence-transformers/all-MiniLM-L6-v2";
  private static final String FALLBACK = MODEL + "@128";

  @TempDir static Path folder;

  private static TestWorkers workers;
  private static WorkerConfig config;
  private static RunningWorker worker;
  private static WorkerClient client;

  @BeforeAll
  static void start() throws Exception {
    workers = TestWorkers.start(folder);
    config =
        workers.config(
            "double", "fallback: {enabled: true, documents: true, model: {dimensions: 128}}\n");
    worker = RunningWorker.start(config);
    client = WorkerClient.of(worker, TestWorkers.SEARCH);
  }

  @AfterAll
  static void stop() throws Exception {
    worker.close();
    workers.close();
  }

  @Test
  void bothModelsAreListed() throws Exception {
    assertThat(client.get("/v1/models").json().path("data"))
        .extracting(model -> model.path("id").asText())
        .containsExactly(MODEL, FALLBACK);
  }

  @Test
  void aRequestThatNamesTheFallbackGetsItsSpace() throws Exception {
    Answer answer = client.embed(FALLBACK, TestWorkers.TEXT);
    Answer first = client.embed(MODEL, TestWorkers.TEXT);

    assertThat(answer.vector(0)).hasSize(128);
    assertThat(answer.json().path("model").asText()).isEqualTo(FALLBACK);
    assertThat(first.vector(0)).hasSize(384);
    assertThat(answer.header("X-Millrace-Space")).isNotEqualTo(first.header("X-Millrace-Space"));
  }

  @Test
  void itsVectorsOfTheDocumentsHaveATopicOfTheirOwn() throws Exception {
    String topic =
        await().atMost(TestWorkers.PATIENCE).until(this::besideTopic, name -> !name.isEmpty());
    VectorRecord written = workers.awaitVector(config, topic);

    assertThat(topic).isEqualTo("vectors-double." + written.getSpace());
    TestWorkers.assertSameVector(client.embed(FALLBACK, TestWorkers.TEXT), written);
  }

  @Test
  void bothModelsHaveChecksOfTheirOwn() throws Exception {
    var checks = client.withSecret("").awaitReady(200).json().path("checks");

    for (String check : List.of("engine", "consumer", "fallback-engine", "fallback-consumer")) {
      assertThat(checks.at("/%s/healthy".formatted(check)).asBoolean()).as(check).isTrue();
    }
  }

  @Test
  void metersTellTheModelsApart() throws Exception {
    for (String model : List.of(MODEL, FALLBACK)) {
      String tag = "\\{.*model=\"%s\".*} ".formatted(model);
      client.awaitMeter(
          "millrace_documents_total\\{.*model=\"%s\",outcome=\"embedded\"} 1".formatted(model));
      client.awaitMeter("millrace_lag_records" + tag + "0");
      assertThat(client.get("/metrics").response().body())
          .containsPattern("millrace_engine_healthy" + tag + "1")
          .containsPattern("millrace_engine_golden_cosine" + tag)
          .containsPattern("millrace_vectors_total" + tag + "1")
          .containsPattern("millrace_serialize_seconds_total" + tag)
          .containsPattern("kafka_stream_alive_stream_threads" + tag + "1");
    }
  }

  private String besideTopic() throws Exception {
    try (Admin admin = Admin.create(workers.topics().client())) {
      return admin.listTopics().names().get().stream()
          .filter(name -> name.startsWith("vectors-double."))
          .findFirst()
          .orElse("");
    }
  }
}
