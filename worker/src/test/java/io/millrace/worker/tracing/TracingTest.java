package io.millrace.worker.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.port.TracedRecord;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.OperationsConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TracingTest {
  /** More than the queue holds. */
  private static final int RECORDS = 10_000;

  private static final Duration NO_WAIT = Duration.ofSeconds(10);

  @Test
  void withoutAnEndpointNothingIsFollowed() {
    try (Tracing tracing = Tracing.of(config(""))) {
      assertThat(tracing.recordTraces()).isSameAs(RecordTraces.OFF);
    }
  }

  @Test
  void anEndpointThatIsNoUrlIsTold() {
    assertThatThrownBy(() -> Tracing.of(config("collector:4318")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tracing.endpoint");
  }

  @Test
  void spansReachACollectorWithTheNameOfTheService() throws Exception {
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    HttpServer collector = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.complete(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try (Tracing tracing = Tracing.of(config(url(collector.getAddress().getPort())))) {
      process(tracing.recordTraces());
    } finally {
      collector.stop(0);
    }

    assertThat(new String(received.join(), StandardCharsets.ISO_8859_1))
        .contains("process articles", "service.name", "millrace-test", "service.instance.id");
  }

  @Test
  void aCollectorThatIsNotThereHoldsNothingUp() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, loopback())) {
      port = free.getLocalPort();
    }

    assertThat(timeOfRecords(port)).isLessThan(NO_WAIT);
  }

  @Test
  void aCollectorThatNeverAnswersHoldsNothingUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, loopback())) {
      assertThat(timeOfRecords(silent.getLocalPort())).isLessThan(NO_WAIT);
    }
  }

  /** With the end, which takes a few seconds at most. */
  private static Duration timeOfRecords(int port) {
    long start = System.nanoTime();
    try (Tracing tracing = Tracing.of(config(url(port)))) {
      RecordTraces traces = tracing.recordTraces();
      for (int i = 0; i < RECORDS; i++) {
        process(traces);
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void process(RecordTraces traces) {
    try (RecordTraces.Span span =
        traces.process(() -> new TracedRecord("articles", "articles", 0, 0, Optional.empty()))) {
      span.done();
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static String url(int port) {
    return "http://127.0.0.1:%d/v1/traces".formatted(port);
  }

  private static OperationsConfig.Tracing config(String endpoint) {
    return new OperationsConfig.Tracing(endpoint, "millrace-test", 1);
  }
}
