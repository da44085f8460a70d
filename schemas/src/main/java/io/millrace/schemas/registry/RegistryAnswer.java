package io.millrace.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * What an answer means. The HTTP status decides first: registries agree on it more than on the
 * error codes in the body.
 */
final class RegistryAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private RegistryAnswer() {}

  /**
   * The body of a success.
   *
   * @throws RegistryException for every other answer
   */
  static JsonNode read(RegistryRequest request, HttpResponse<String> answer) {
    JsonNode body = json(answer.body());
    int status = answer.statusCode();
    if (status / 100 == 2 && !body.isMissingNode()) {
      return body;
    }
    throw failure("%s: %d %s".formatted(request, status, message(body)), status, body);
  }

  private static RegistryException failure(String message, int status, JsonNode body) {
    int errorCode = body.path("error_code").asInt();
    if (status == CONFLICT) {
      return new IncompatibleSchemaException(message, List.of());
    }
    // A 404 without the registry's own code comes from a wrong URL: it says nothing about schemas.
    return status == NOT_FOUND && errorCode / 100 == NOT_FOUND
        ? new SchemaNotFoundException(message, errorCode)
        : new RegistryRefusedException(message, status);
  }

  private static String message(JsonNode body) {
    return body.path("message").asText("without a registry's message");
  }

  /** Missing if the text is not JSON, as from a proxy or a wrong URL. */
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Only as seconds; no registry sends a date. */
  static Duration retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,9}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(Duration.ZERO);
  }
}
