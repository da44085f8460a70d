package io.millrace.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A schema registry in memory, for demos and tests: Confluent's REST API, codes and default
 * compatibility, Avro only, gone when closed. Listens on loopback only and asks for no credentials.
 */
public final class InProcessRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANY_PORT = 0;

  private final HttpServer server;
  private final RegistryRoutes routes = new RegistryRoutes(new RegistryContents());

  private InProcessRegistry(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    // Without an executor the server's one thread answers, and so owns the contents.
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Starts on a free port.
   *
   * @throws IOException if it cannot listen
   */
  public static InProcessRegistry start() throws IOException {
    return new InProcessRegistry(ANY_PORT);
  }

  /**
   * Starts on the given port.
   *
   * @throws IOException if the port is taken
   */
  public static InProcessRegistry start(int port) throws IOException {
    return new InProcessRegistry(port);
  }

  /** For {@code schema.registry.url}. */
  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Stops at once; every schema is forgotten. */
  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        send(exchange, 200, routed(exchange));
      } catch (RegistryError e) {
        send(exchange, e.status(), e.body());
      }
    }
  }

  private JsonNode routed(HttpExchange exchange) throws IOException, RegistryError {
    try {
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      return routes.answer(exchange.getRequestMethod(), segments(exchange), body);
    } catch (JsonProcessingException e) {
      throw RegistryError.notJson();
    }
  }

  private static List<String> segments(HttpExchange exchange) {
    return Arrays.stream(exchange.getRequestURI().getRawPath().split("/"))
        .filter(segment -> !segment.isEmpty())
        // Only a form decodes a plus as a space, a path does not.
        .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
        .toList();
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
