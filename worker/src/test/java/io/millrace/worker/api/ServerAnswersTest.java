package io.millrace.worker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.DataSize;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.http.HttpServer;
import io.millrace.worker.http.Response;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server answers before a handler is asked, held against openapi.yaml. */
@Timeout(60)
class ServerAnswersTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Contract CONTRACT = Contract.read();

  private static final ApiKeys LOST =
      new ApiKeys() {
        @Override
        public boolean areRequired() {
          return true;
        }

        @Override
        public Optional<ApiKey> find(String secret) {
          return Optional.empty();
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /v1/models         | Origin: http://evil.example | 403
          GET /openapi.yaml      | Sec-Fetch-Site: cross-site  | 403
          GET /v1/models         | Transfer-Encoding: chunked  | 413
          GET /openapi.yaml      | Content-Encoding: br        | 415
          GET /v1/models         | Expect: cake                | 417
          POST /v1/embeddings    | Origin: null                | 403
          POST /v1/embeddings    | Content-Length: 99999999    | 413
          POST /v1/embeddings    | Content-Type: text/plain    | 415
          POST /v1/embeddings    | Content-Encoding: br        | 415
          POST /v1/embeddings    | Expect: cake                | 417
          """)
  void refusalIsOneThatTheDocumentPromises(String operation, String header, int status)
      throws IOException {
    Response.Whole answer = answer(LONG, ApiKeys.NONE, operation, header);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(CONTRACT.faults(operation, answer)).isEmpty();
  }

  @Test
  void lateBodyIsAnsweredAsTheDocumentPromises() throws IOException {
    String operation = "POST /v1/embeddings";
    Response.Whole answer = answer(SHORT, ApiKeys.NONE, operation, "Content-Length: 9");

    assertThat(answer.status()).isEqualTo(408);
    assertThat(CONTRACT.faults(operation, answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"POST /v1/embeddings", "GET /v1/models"})
  void missingKeyIsAnsweredAsTheDocumentPromises(String operation) throws IOException {
    Response.Whole answer = answer(LONG, LOST, operation, "api-key: lost");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(CONTRACT.faults(operation, answer)).isEmpty();
  }

  private static Response.Whole answer(
      Duration bodyTime, ApiKeys keys, String operation, String header) throws IOException {
    EmbeddingApi api =
        new EmbeddingApi(
            List.of(new PendingEmbedder().model()), TestApi.config(Map.of()), Admittance.OPEN);
    try (HttpServer server =
            HttpServer.start("127.0.0.1", 0, limits(bodyTime), api.routes(), keys);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n\r\n"
                  .formatted(operation, header)
                  .getBytes(StandardCharsets.UTF_8));
      return read(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Response.Whole read(String answer) {
    String[] parts = answer.split("\r\n\r\n", 2);
    String[] lines = parts[0].split("\r\n", -1);
    Map<String, String> headers = new HashMap<>();
    for (int line = 1; line < lines.length; line++) {
      String[] header = lines[line].split(": ", 2);
      headers.put(header[0], header[1]);
    }
    int status = Integer.parseInt(lines[0].split(" ", 3)[1]);
    String contentType = headers.getOrDefault("Content-Type", "");
    return new Response.Whole(
        status, contentType, headers, parts[1].getBytes(StandardCharsets.UTF_8));
  }

  private static HttpConfig.Limits limits(Duration bodyTime) {
    return new HttpConfig.Limits(
        8, 1000, new DataSize(1 << 20), new DataSize(1 << 24), 16, LONG, bodyTime, LONG, LONG);
  }
}
