package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.model.ModelSource;
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
    METERS.bindEngine(engine);
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
    String online = "{application=\"m\",lane=\"online\"} ";
    assertThat(scrape)
        .contains("millrace_engine_texts_total" + online + "1.0")
        .contains("millrace_engine_tokens_total" + online + embedded.tokens() + ".0")
        .contains("millrace_engine_queue_wait_seconds_count" + online + "1")
        .contains("millrace_engine_embed_seconds_count" + online + "1")
        .contains("millrace_engine_texts_total{application=\"m\",lane=\"stream\"} 0.0")
        .contains("millrace_engine_batches_total{application=\"m\",reason=\"idle\"} 1.0")
        .contains("millrace_engine_batch_tokens_count{application=\"m\"} 1")
        .contains("millrace_engine_infer_seconds_count{application=\"m\"} 1")
        .contains("millrace_engine_tokenize_seconds_count{application=\"m\"} 1")
        .contains("millrace_engine_concurrent_batches{application=\"m\"} 1.0")
        .containsPattern(
            "millrace_engine_layout_seconds_total\\{application=\"m\"\\} [0-9.E-]*[1-9]")
        .contains("millrace_engine_healthy{application=\"m\"} 1.0");
  }
}
