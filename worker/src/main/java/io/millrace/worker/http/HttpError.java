package io.millrace.worker.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a request gets no answer, in the form that OpenAI's clients read.
 *
 * @param message what the caller can do about it; never quotes a text
 * @param type OpenAI's class of errors, such as {@code invalid_request_error}
 * @param param the field at fault
 * @param code what a program can tell it by
 * @param retryAfter when to come back
 */
public record HttpError(
    int status,
    String message,
    String type,
    Optional<String> param,
    Optional<String> code,
    Optional<Duration> retryAfter) {
  private static final JsonMapper JSON = new JsonMapper();

  public HttpError {
    requireNonNull(message, "message");
    requireNonNull(type, "type");
    requireNonNull(param, "param");
    requireNonNull(code, "code");
    requireNonNull(retryAfter, "retryAfter");
  }

  /** A request that cannot be right, whenever it comes. */
  public static HttpError invalid(int status, String code, String message) {
    return new HttpError(
        status,
        message,
        "invalid_request_error",
        Optional.empty(),
        Optional.of(code),
        Optional.empty());
  }

  /** A request that may be right later. */
  public static HttpError later(int status, String code, String message, Duration retryAfter) {
    return new HttpError(
        status,
        message,
        status == 429 ? "rate_limit_error" : "server_error",
        Optional.empty(),
        Optional.of(code),
        Optional.of(retryAfter));
  }

  /** The same, about a field. */
  public HttpError of(String field) {
    return new HttpError(status, message, type, Optional.of(field), code, retryAfter);
  }

  /** {@code {"error": {"message", "type", "param", "code"}}}. */
  public Response.Whole response() {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode error = root.putObject("error");
    error.put("message", message);
    error.put("type", type);
    error.put("param", param.orElse(null));
    error.put("code", code.orElse(null));
    Response.Whole response = Response.json(status, root.toString());
    return retryAfter
        .map(wait -> response.with("Retry-After", "" + wholeSeconds(wait)))
        .orElse(response);
  }

  /** Rounded up: who comes back at once comes too early. */
  private static long wholeSeconds(Duration wait) {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }
}
