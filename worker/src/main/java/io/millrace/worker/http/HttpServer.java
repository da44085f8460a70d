package io.millrace.worker.http;

import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on one address. Bodies arrive on event loops; handlers run on virtual threads. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final String BEARER = "Bearer ";

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Route> routes = new HashMap<>();
  private final ApiKeys keys;
  private final io.vertx.core.http.HttpServer server;

  private HttpServer(HttpConfig.Limits limits, List<Route> routes, ApiKeys keys) {
    routes.forEach(route -> this.routes.put(route.method() + " " + route.path(), route));
    this.keys = keys;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setIdleTimeout((int) limits.idleTime().toMillis()))
            .requestHandler(this::arrived);
  }

  /** Starts listening. */
  public static HttpServer start(
      String host, int port, HttpConfig.Limits limits, List<Route> routes, ApiKeys keys) {
    HttpServer server = new HttpServer(limits, routes, keys);
    var _ = server.server.listen(port, host).await();
    return server;
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    var _ = vertx.close().await();
  }

  private void arrived(HttpServerRequest request) {
    Route route = routes.get(request.method().name() + " " + request.path());
    if (route == null) {
      send(request, HttpError.invalid(404, "not_found", "there is no such path").response());
      return;
    }
    Optional<ApiKey> key = keys.areRequired() ? key(request) : Optional.of(ApiKey.ANYBODY);
    if (route.access() == Route.Access.KEY && key.isEmpty()) {
      send(
          request,
          HttpError.invalid(401, "invalid_api_key", "a valid API key is missing").response());
      return;
    }
    var _ =
        request
            .body()
            .onSuccess(body ->
                Thread.startVirtualThread(
                    () -> answer(request, route, key.orElse(ApiKey.ANYBODY), body)));
  }

  private Optional<ApiKey> key(HttpServerRequest request) {
    String authorization = request.getHeader("Authorization");
    return authorization != null && authorization.startsWith(BEARER)
        ? keys.find(authorization.substring(BEARER.length()))
        : Optional.empty();
  }

  private void answer(HttpServerRequest from, Route route, ApiKey key, Buffer body) {
    Map<String, String> headers = new HashMap<>();
    from.headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    String query = from.query() == null ? "" : from.query();
    try {
      Response response =
          route
              .handler()
              .handle(
                  new Request(
                      from.method().name(), route.path(), query, headers, key, body.getBytes()));
      switch (response) {
        case Response.Whole whole -> send(from, whole);
        case Response.Events events -> send(from, events);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("this should not happen", e);
      send(from, HttpError.invalid(500, "internal_error", "a fault of the server").response());
    }
  }

  private static void send(HttpServerRequest to, Response.Whole response) {
    var answer = to.response().setStatusCode(response.status());
    response.headers().forEach(answer::putHeader);
    answer.putHeader("Content-Type", response.contentType());
    var _ = answer.end(Buffer.buffer(response.body()));
  }

  private static void send(HttpServerRequest to, Response.Events events)
      throws InterruptedException {
    var answer = to.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
    events.headers().forEach(answer::putHeader);
    events
        .source()
        .sendTo(
            (name, data) -> answer.write("event: %s\ndata: %s\n\n".formatted(name, data)).await());
  }
}
