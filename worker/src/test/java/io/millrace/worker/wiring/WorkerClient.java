package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Asks a worker as somebody.
 *
 * @param secret empty: without a key
 */
record WorkerClient(HttpClient http, int port, String secret) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String STATUS_DATA = "data: {\"at\"";

  /** An answer. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() throws JsonProcessingException {
      return JSON.readTree(response.body());
    }

    float[] vector(int index) throws JsonProcessingException {
      JsonNode numbers = json().at("/data/%d/embedding".formatted(index));
      float[] vector = new float[numbers.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = numbers.get(i).floatValue();
      }
      return vector;
    }
  }

  static WorkerClient of(RunningWorker worker, String secret) {
    return at(worker.port().orElseThrow(), secret);
  }

  static WorkerClient ofManagement(RunningWorker worker) {
    return at(worker.managementPort().orElseThrow(), "");
  }

  static WorkerClient at(int port, String secret) {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new WorkerClient(http, port, secret);
  }

  WorkerClient withSecret(String other) {
    return new WorkerClient(http, port, other);
  }

  Answer get(String path) throws IOException, InterruptedException {
    return new Answer(http.send(request(path).build(), HttpResponse.BodyHandlers.ofString()));
  }

  Answer embed(String text) throws IOException, InterruptedException {
    return embed("all-MiniLM-L6-v2", text);
  }

  Answer embed(String model, String... texts) throws IOException, InterruptedException {
    return new Answer(http.send(embeddings(model, texts), HttpResponse.BodyHandlers.ofString()));
  }

  HttpRequest embeddings(String model, String... texts) {
    var body = JSON.createObjectNode().put("model", model);
    body.set("input", JSON.valueToTree(texts));
    return request("/v1/embeddings")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)));
    return secret.isEmpty() ? request : request.header("Authorization", "Bearer " + secret);
  }

  /** The first frame of the page that is so. */
  JsonNode awaitStatus(Predicate<JsonNode> so) throws IOException, InterruptedException {
    try (Stream<String> lines =
        http.send(request("/events").build(), HttpResponse.BodyHandlers.ofLines()).body()) {
      return lines
          .filter(line -> line.startsWith(STATUS_DATA))
          .map(WorkerClient::frame)
          .map(frame -> frame.path("status"))
          .filter(so)
          .findFirst()
          .orElseThrow();
    }
  }

  private static JsonNode frame(String line) {
    try {
      return JSON.readTree(line.substring("data: ".length()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a frame is no JSON", e);
    }
  }

  /** Waits until a probe of readiness gets this answer. */
  Answer awaitReady(int status) {
    return await()
        .atMost(TestWorkers.PATIENCE)
        .until(() -> get("/health/ready"), answer -> answer.status() == status);
  }

  /** Waits until the meters show a line that matches. */
  void awaitMeter(String regex) {
    await()
        .atMost(TestWorkers.PATIENCE)
        .untilAsserted(() -> assertThat(get("/metrics").response().body()).containsPattern(regex));
  }
}
