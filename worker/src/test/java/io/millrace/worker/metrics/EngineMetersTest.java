package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.model.ModelSource;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real engine's way into the meters. */
class EngineMetersTest {
  private static final WorkerMeters METERS = new WorkerMeters("m");

  @SuppressWarnings("NullAway.Init")
  private static EmbeddingEngine engine;

  @BeforeAll
  static void start() {
    engine = EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.builtIn());
    METERS.bindEngine("tiny", engine, "fp32", Duration.ofMinutes(10));
  }

  @AfterAll
  static void close() {
    METERS.close();
    engine.close();
  }

  @Test
  void aTextCountsInItsLaneWithItsTokensAndTimes() throws Exception {
    Embedded embedded =
        (Embedded)
            engine.submit(EmbeddingRequest.query("where does the water go?", Lane.ONLINE)).get();

    String scrape = METERS.scrape(MetricsRoute.TEXT);
    String online = "{application=\"m\",lane=\"online\",model=\"tiny\"} ";
    assertThat(scrape)
        .contains("millrace_engine_texts_total" + online + "1.0")
        .contains("millrace_engine_tokens_total" + online + embedded.tokens() + ".0")
        .contains("millrace_engine_queue_wait_seconds_count" + online + "1")
        .contains("millrace_engine_embed_seconds_count" + online + "1")
        .contains(
            "millrace_engine_texts_total{application=\"m\",lane=\"stream\",model=\"tiny\"} 0.0")
        .contains(
            "millrace_engine_batches_total{application=\"m\",model=\"tiny\",reason=\"idle\"} 1.0")
        .contains("millrace_engine_batch_tokens_count{application=\"m\",model=\"tiny\"} 1")
        .contains("millrace_engine_infer_seconds_count{application=\"m\",model=\"tiny\"} 1")
        .contains("millrace_engine_tokenize_seconds_count{application=\"m\",model=\"tiny\"} 1")
        .contains("millrace_engine_concurrent_batches{application=\"m\",model=\"tiny\"} 1.0")
        .containsPattern(
            "millrace_engine_layout_seconds_total\\{application=\"m\",model=\"tiny\"\\} [0-9.E-]*[1-9]")
        .contains("millrace_engine_healthy{application=\"m\",model=\"tiny\"} 1.0");
  }

  @Test
  void goldenVectorsTellHowCloseTheyAreAndHowOftenThatIsAsked() {
    assertThat(METERS.scrape(MetricsRoute.TEXT))
        .containsPattern("millrace_engine_golden_cosine\\{.*} (1.0|0.99)")
        .contains(
            "millrace_engine_golden_interval_seconds{application=\"m\",model=\"tiny\"} 600.0");
  }

  @Test
  void goldenVectorsThatAreNotCheckedAgainHaveNoInterval() {
    try (WorkerMeters unchecked = new WorkerMeters("m")) {
      unchecked.bindEngine("tiny", engine, "fp32", Duration.ZERO);

      assertThat(unchecked.scrape(MetricsRoute.TEXT))
          .contains("millrace_engine_golden_age_seconds{")
          .doesNotContain("millrace_engine_golden_interval_seconds{");
    }
  }

  @Test
  void enginesOfTwoModelsAreToldApart() {
    try (WorkerMeters both = new WorkerMeters("m")) {
      both.bindEngine("large", engine, "fp32", Duration.ZERO);
      both.bindEngine("small", engine, "int8", Duration.ZERO);

      assertThat(both.scrape(MetricsRoute.TEXT))
          .contains("millrace_engine_healthy{application=\"m\",model=\"large\"} 1.0")
          .contains("millrace_engine_healthy{application=\"m\",model=\"small\"} 1.0")
          .containsPattern("millrace_engine_info\\{.*model=\"small\",precision=\"int8\"");
    }
  }
}
