package io.millrace.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.engine.Vectors;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Open-WebUI as it comes: one request for each text, all of them at once, no encoding_format, and
 * embeddings read in order.
 */
@SuppressWarnings("NullAway.Init")
class FloodIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TEXTS = 500;

  private static ServingWorker worker;

  @BeforeAll
  static void start() {
    worker = ServingWorker.start();
  }

  @AfterAll
  static void close() {
    worker.close();
  }

  @Test
  void requestsOfOneTextMeetInTheEngine() throws Exception {
    EngineStats before = worker.engine().stats();
    List<JsonNode> answers = flood();
    EngineStats flood = worker.engine().stats().minus(before);

    long batches = flood.batches().values().stream().mapToLong(Long::longValue).sum();
    assertThat(flood.texts()).isEqualTo(TEXTS);
    assertThat((double) TEXTS / batches).as("texts a batch").isGreaterThan(4);
    for (int i = 0; i < TEXTS; i++) {
      assertThat(answers.get(i).path("data")).hasSize(1);
      float[] vector = vector(answers.get(i).at("/data/0/embedding"));
      assertThat(Vectors.cosine(vector, alone(text(i)), 384)).isCloseTo(1, within(1e-4));
    }
  }

  private static List<JsonNode> flood() throws Exception {
    List<JsonNode> answers = new ArrayList<>();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
      for (int i = 0; i < TEXTS; i++) {
        responses.add(client.sendAsync(request(text(i)), HttpResponse.BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> response : responses) {
        assertThat(response.get().statusCode()).as(response.get().body()).isEqualTo(200);
        answers.add(JSON.readTree(response.get().body()));
      }
    }
    return answers;
  }

  private static HttpRequest request(String text) throws JsonProcessingException {
    String body =
        JSON.writeValueAsString(
            JSON.createObjectNode()
                .put("model", ServingWorker.MODEL)
                .set("input", JSON.createArrayNode().add(text)));
    return HttpRequest.newBuilder(URI.create(worker.baseUrl() + "/embeddings"))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + ServingWorker.SECRET)
        .header("X-OpenWebUI-User-Name", "ann")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static String text(int number) {
    return "Section %d of the manual tells how lock %d opens.".formatted(number, 7 * number);
  }

  private static float[] alone(String text) throws InterruptedException {
    EmbeddingRequest request = EmbeddingRequest.document(text, Lane.ONLINE);
    return ((Embedded) worker.engine().submit(request).join()).vector();
  }

  private static float[] vector(JsonNode numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i).floatValue();
    }
    return vector;
  }
}
