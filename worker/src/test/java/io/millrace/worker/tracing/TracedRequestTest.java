package io.millrace.worker.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.Caller;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.Lane;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.http.Handler;
import io.millrace.worker.http.HttpError;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracedRequestTest {
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final String SPAN = "POST /v1/embeddings";

  private final ExportedSpans spans = new ExportedSpans(1);

  @AfterEach
  void close() {
    spans.close();
  }

  @Test
  void aRequestItsTextAndItsAnswerAreOneTrace() throws Exception {
    WorkerConfig config = ConfigFile.ofThisProcess().defaults();
    try (EmbeddingEngine engine = ConfiguredEngine.start(config)) {
      engine.observe(spans.tracing().engineObserver());

      handle(request -> embed(engine, request), ExportedSpans.SAMPLED);
    }

    SpanData server = spans.only(SPAN);
    ExportedSpans.assertTheirs(server);
    assertThat(server.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(server.getAttributes().get(STATUS)).isEqualTo(200);
    ExportedSpans.assertChild(spans.only("embed"), server);
  }

  @Test
  void aRequestWithoutATraceBeginsOne() throws Exception {
    handle(_ -> Response.json(200, "{}"));

    ExportedSpans.assertRoot(spans.only(SPAN));
  }

  @Test
  void aRequestThatCannotBeRightIsNoFaultOfTheServer() throws Exception {
    handle(_ -> HttpError.invalid(400, "empty", "the input is empty").response());

    SpanData server = spans.only(SPAN);
    assertThat(server.getAttributes().get(STATUS)).isEqualTo(400);
    assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void anAnswerThatIsAFaultOfTheServerIsAnError() throws Exception {
    handle(_ -> HttpError.invalid(503, "not_ready", "not ready").response());

    assertThat(spans.only(SPAN).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void anExceptionIsAnErrorAndGoesOn() {
    IllegalStateException fault = new IllegalStateException("a fault");

    Throwable thrown =
        catchThrowable(() ->
            handle(_ -> {
              throw fault;
            }));

    assertThat(thrown).isSameAs(fault);
    assertThat(spans.only(SPAN).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void withoutTracesAHandlerStaysAlone() {
    Handler handler = _ -> Response.json(200, "{}");

    assertThat(Tracing.off().http(handler)).isSameAs(handler);
  }

  private void handle(Handler handler) throws InterruptedException {
    handle(handler, "none");
  }

  private void handle(Handler handler, String traceParent) throws InterruptedException {
    var _ =
        spans
            .tracing()
            .http(handler)
            .handle(
                new Request(
                    "POST",
                    "/v1/embeddings",
                    "",
                    Map.of("traceparent", traceParent),
                    ApiKey.ANYBODY,
                    "a question".getBytes(StandardCharsets.UTF_8)));
  }

  private static Response embed(EmbeddingEngine engine, Request request)
      throws InterruptedException {
    Caller caller =
        Caller.of(Account.key(request.key().name())).tracedBy(request.header("traceparent"));
    String text = new String(request.body(), StandardCharsets.UTF_8);
    EmbeddingResult result =
        engine.submit(EmbeddingRequest.query(text, Lane.ONLINE).by(caller)).join();
    return Response.json(result instanceof EmbeddingResult.Embedded ? 200 : 400, "{}");
  }
}
