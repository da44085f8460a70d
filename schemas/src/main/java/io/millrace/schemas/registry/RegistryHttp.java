package io.millrace.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.schemas.registry.RegistryConfig.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the registry: again when a URL fails, then at its next URL. Starts with the URL that
 * answered last. Thread safe.
 */
final class RegistryHttp {
  private static final Logger logger = LoggerFactory.getLogger(RegistryHttp.class);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);

  private final RegistryConfig config;
  private final Backoff backoff;
  private final HttpClient http;

  /** Index of the URL that answered last. A race costs one failed request, no more. */
  private volatile int current;

  RegistryHttp(RegistryConfig config, Backoff backoff) {
    this.config = config;
    this.backoff = backoff;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.http().connectTimeout());
    config.http().tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * The answer's body.
   *
   * @throws RegistryException if no URL answers or the answer is an error
   */
  JsonNode ask(RegistryRequest request) {
    return ask(request, config.http().retries().max());
  }

  /** As {@link #ask}, but every URL has one try only. */
  JsonNode askOnce(RegistryRequest request) {
    return ask(request, 0);
  }

  private JsonNode ask(RegistryRequest request, int maxRetries) {
    try {
      return RegistryAnswer.read(request, firstAnswer(request, maxRetries));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryUnavailableException("%s: interrupted".formatted(request), e);
    }
  }

  private HttpResponse<String> firstAnswer(RegistryRequest request, int maxRetries)
      throws InterruptedException {
    List<Endpoint> endpoints = config.endpoints();
    int first = current;
    Map<Endpoint, IOException> failures = new LinkedHashMap<>();
    for (int i = 0; i < endpoints.size(); i++) {
      int index = (first + i) % endpoints.size();
      Endpoint endpoint = endpoints.get(index);
      try {
        HttpResponse<String> answer = retried(request, endpoint, maxRetries);
        current = index;
        failures.forEach((silent, failure) -> log(request, silent, failure));
        return answer;
      } catch (IOException e) {
        failures.put(endpoint, e);
      }
    }
    throw unavailable(failures);
  }

  private static void log(RegistryRequest request, Endpoint endpoint, IOException failure) {
    logger
        .atWarn()
        .addKeyValue("url", endpoint)
        .addKeyValue("request", request)
        .addKeyValue("reason", reason(failure))
        .log("schema registry does not answer at this URL, but at another");
  }

  private static RegistryUnavailableException unavailable(Map<Endpoint, IOException> failures) {
    String urls =
        failures.entrySet().stream()
            .map(failure -> "%s (%s)".formatted(failure.getKey(), reason(failure.getValue())))
            .collect(Collectors.joining(", "));
    RegistryUnavailableException unavailable =
        new RegistryUnavailableException("registry: no answer from " + urls, null);
    failures.values().forEach(unavailable::addSuppressed);
    return unavailable;
  }

  /** Java's client throws a refused connection and an unknown host alike, without a message. */
  private static String reason(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "unknown host";
      }
    }
    if (failure.getMessage() == null) {
      return failure instanceof ConnectException ? "connection refused" : failure.toString();
    }
    return failure.getMessage();
  }

  private HttpResponse<String> retried(RegistryRequest request, Endpoint endpoint, int maxRetries)
      throws IOException, InterruptedException {
    for (int retry = 0; retry < maxRetries; retry++) {
      try {
        return exchange(request, endpoint);
      } catch (TransientStatusException e) {
        backoff.await(retry, e.retryAfter());
      } catch (IOException e) {
        backoff.await(retry, Duration.ZERO);
      }
    }
    return exchange(request, endpoint);
  }

  private HttpResponse<String> exchange(RegistryRequest request, Endpoint endpoint)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(httpRequest(request, endpoint), BodyHandlers.ofString());
    if (TRANSIENT.contains(answer.statusCode())) {
      throw new TransientStatusException(answer.statusCode(), RegistryAnswer.retryAfter(answer));
    }
    return answer;
  }

  private HttpRequest httpRequest(RegistryRequest request, Endpoint endpoint) {
    BodyPublisher body =
        request
            .body()
            .map(json -> BodyPublishers.ofString(json.toString()))
            .orElseGet(BodyPublishers::noBody);
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(endpoint.uri() + request.path()))
            .timeout(config.http().readTimeout())
            .header("Accept", MEDIA_TYPE + ", application/json")
            .header("Content-Type", MEDIA_TYPE)
            .method(request.method(), body);
    endpoint.authorization().ifPresent(value -> builder.header("Authorization", value));
    return builder.build();
  }
}
