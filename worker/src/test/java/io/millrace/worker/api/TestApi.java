package io.millrace.worker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.worker.config.DataSize;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import io.millrace.worker.keys.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The API without a server in front of it. Every exchange is held against openapi.yaml: each answer
 * must be one that it promises, and a body that is answered with vectors one that it allows.
 */
final class TestApi {
  static final String EMBEDDINGS = "POST /v1/embeddings";
  static final HttpConfig.Limits LIMITS = limits(Duration.ofSeconds(60));

  private static final JsonMapper JSON = new JsonMapper();
  private static final Contract CONTRACT = Contract.read();

  private final List<Route> routes;

  TestApi(Admittance door, Map<String, String> aliases, ServedModel... models) {
    this(LIMITS, door, aliases, models);
  }

  TestApi(
      HttpConfig.Limits limits,
      Admittance door,
      Map<String, String> aliases,
      ServedModel... models) {
    this.routes = new EmbeddingApi(List.of(models), config(limits, aliases), door).routes();
  }

  static HttpConfig.Limits limits(Duration requestTime) {
    return new HttpConfig.Limits(
        8,
        1000,
        new DataSize(1 << 20),
        new DataSize(1 << 24),
        16,
        requestTime,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5));
  }

  /** An answer in JSON. */
  record Answer(int status, Map<String, String> headers, JsonNode json) {
    String code() {
      return json.at("/error/code").asText();
    }

    String param() {
      return json.at("/error/param").asText();
    }

    String message() {
      return json.at("/error/message").asText();
    }

    float[] vector(int index) {
      JsonNode numbers = json.at("/data/%d/embedding".formatted(index));
      float[] vector = new float[numbers.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = numbers.get(i).floatValue();
      }
      return vector;
    }

    int tokens() {
      return json.at("/usage/total_tokens").asInt();
    }
  }

  static HttpConfig config(Map<String, String> aliases) {
    return config(LIMITS, aliases);
  }

  private static HttpConfig config(HttpConfig.Limits limits, Map<String, String> aliases) {
    return new HttpConfig(
        true,
        "",
        0,
        "",
        -1,
        new HttpConfig.Tls("", ""),
        new HttpConfig.Keys("", ""),
        limits,
        aliases);
  }

  List<Route> routes() {
    return routes;
  }

  /** Single quotes stand for double ones. */
  Answer post(String body) throws InterruptedException {
    return post(body, ApiKey.ANYBODY, Map.of());
  }

  Answer post(String body, Map<String, String> headers) throws InterruptedException {
    return post(body, ApiKey.ANYBODY, headers);
  }

  Answer post(String body, ApiKey key, Map<String, String> headers) throws InterruptedException {
    return post(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), key, headers);
  }

  Answer post(byte[] body) throws InterruptedException {
    return post(body, ApiKey.ANYBODY, Map.of());
  }

  private Answer post(byte[] body, ApiKey key, Map<String, String> headers)
      throws InterruptedException {
    return post(new Request("POST", "/v1/embeddings", "", headers, key, body));
  }

  /** One whose head was there a while ago. */
  Answer postLate(String body, Map<String, String> headers, Duration late)
      throws InterruptedException {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return post(
        new Request(
            "POST",
            "/v1/embeddings",
            "",
            "",
            headers,
            ApiKey.ANYBODY,
            bytes,
            System.nanoTime() - late.toNanos()));
  }

  private Answer post(Request request) throws InterruptedException {
    byte[] body = request.body();
    Answer answer = answer(EMBEDDINGS, request);
    if (answer.status() == 200) {
      assertThat(allows(body)).as("the document allows the body").isTrue();
    }
    return answer;
  }

  Answer get(String path) throws InterruptedException {
    return answer(
        "GET " + path, new Request("GET", path, "", Map.of(), ApiKey.ANYBODY, new byte[0]));
  }

  /** One model, its name encoded as a client does. */
  Answer model(String written) throws InterruptedException {
    String path = "/v1/models/{model}";
    return answer(
        "GET " + path,
        new Request(
            "GET", path, written, "", Map.of(), ApiKey.ANYBODY, new byte[0], System.nanoTime()));
  }

  /** Whether openapi.yaml allows a body. */
  static boolean allows(byte[] body) {
    try {
      return CONTRACT.allowsBody(EMBEDDINGS, JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer answer(String operation, Request request) throws InterruptedException {
    Route route =
        routes.stream()
            .filter(one -> one.method().equals(request.method()))
            .filter(one -> one.path().equals(request.path()))
            .findFirst()
            .orElseThrow();
    Response.Whole response = (Response.Whole) route.handler().handle(request);
    assertThat(CONTRACT.faults(operation, response)).isEmpty();
    return new Answer(response.status(), response.headers(), json(response));
  }

  private static JsonNode json(Response.Whole response) {
    try {
      return response.contentType().equals("application/json")
          ? JSON.readTree(response.body())
          : MissingNode.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
