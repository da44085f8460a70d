package io.millrace.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Gives the answers it was told, in their order and the last one for ever, and keeps requests. */
final class ScriptedRegistry implements AutoCloseable {
  record Request(String line, Map<String, List<String>> headers, String body) {}

  private record Answer(int status, String body, Map<String, String> headers) {}

  private final HttpServer server;
  private final String scheme;
  private final Queue<Answer> script = new ArrayDeque<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private ScriptedRegistry(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", this::answer);
    server.start();
  }

  static ScriptedRegistry start() throws IOException {
    return new ScriptedRegistry(HttpServer.create(anyPort(), 0), "http");
  }

  /** Asks its clients for a certificate. */
  static ScriptedRegistry startTls(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    return new ScriptedRegistry(server, "https");
  }

  ScriptedRegistry thenAnswer(int status, String body) {
    return thenAnswer(status, body, Map.of());
  }

  ScriptedRegistry thenAnswer(int status, String body, Map<String, String> headers) {
    script.add(new Answer(status, body, headers));
    return this;
  }

  String url() {
    return "%s://localhost:%d".formatted(scheme, server.getAddress().getPort());
  }

  List<Request> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** On the server's only thread. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              Map.copyOf(exchange.getRequestHeaders()),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      Answer answer = script.size() > 1 ? script.remove() : script.element();
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
