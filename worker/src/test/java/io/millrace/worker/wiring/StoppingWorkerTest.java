package io.millrace.worker.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.wiring.WorkerClient.Answer;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of requests that a worker has no time for when it stops. */
@Timeout(60)
class StoppingWorkerTest {
  private static final WorkerConfig CONFIG =
      ConfigFile.ofThisProcess().parse("http: {port: 0, limits: {drainTime: 1ms}}");
  private static final String LONG_TEXT = "a lake and a river ".repeat(40);

  @Test
  void aRequestThatOutlastsTheDrainIsToldSo() throws Exception {
    CompletableFuture<HttpResponse<String>> underWay;
    try (RunningWorker worker = RunningWorker.serve(CONFIG)) {
      WorkerClient client = WorkerClient.of(worker, "");
      String[] texts = Collections.nCopies(1000, LONG_TEXT).toArray(String[]::new);
      underWay =
          client
              .http()
              .sendAsync(
                  client.embeddings("all-MiniLM-L6-v2", texts),
                  HttpResponse.BodyHandlers.ofString(UTF_8));
      client.awaitMeter("millrace_engine_queue_texts\\{.*lane=\"online\".*} [1-9]");
    }
    Answer answer = new Answer(underWay.get(20, TimeUnit.SECONDS));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().at("/error/code").asText()).isEqualTo("not_ready");
    assertThat(answer.header("Connection")).isEqualTo("close");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }
}
