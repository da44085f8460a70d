package io.millrace.worker.http;

import static io.millrace.worker.http.TestServers.COUNT;
import static io.millrace.worker.http.TestServers.HELLO;
import static io.millrace.worker.http.TestServers.KEYS;
import static io.millrace.worker.http.TestServers.SECRET;
import static io.millrace.worker.http.TestServers.limits;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpServerTest {
  private static final HttpConfig.Tls NO_TLS = new HttpConfig.Tls("", "");

  private final BlockingQueue<String> observed = new LinkedBlockingQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server =
      TestServers.start(
          limits(),
          KEYS,
          (method, route, status, _, in, out) ->
              observed.add("%s %s %d %d %d".formatted(method, route, status, in, out)),
          COUNT,
          HELLO);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)));
  }

  private HttpRequest.Builder count(String body) {
    return to("/count")
        .header("Authorization", "Bearer " + SECRET)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private void restart(Route... routes) {
    server.close();
    server = TestServers.start(limits(), routes);
  }

  @Test
  void bodyReachesItsHandler() throws Exception {
    assertThat(send(count("12345")).body()).isEqualTo("5");
  }

  @Test
  void timeOfARequestBeginsWithItsHead() throws Exception {
    CompletableFuture<Long> arrivedNanos = new CompletableFuture<>();
    restart(
        Route.post(
            "/when",
            Route.Access.OPEN,
            request -> {
              arrivedNanos.complete(request.arrivedNanos());
              return Response.json(200, "1");
            }));
    try (RawClient raw = new RawClient(server)) {
      raw.send(
          "POST /when HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      long beforeTheBody = System.nanoTime();
      raw.send("{}");
      assertThat(arrivedNanos.get() - beforeTheBody).isNegative();
    }
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws Exception {
    HttpResponse<String> response = send(to("/hello").HEAD());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Length")).isEqualTo("5");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void unknownPathIsNotFound() throws Exception {
    HttpResponse<String> response = send(to("/nowhere"));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("\"code\":\"not_found\"");
  }

  @Test
  void pathOfTheApiIsNotToldToWhoHasNoKey() throws Exception {
    assertThat(send(to("/v1/nowhere")).statusCode()).isEqualTo(401);
    assertThat(send(to("/v1/nowhere").header("api-key", "a guess")).statusCode()).isEqualTo(401);
    assertThat(send(to("/v1/nowhere").header("api-key", SECRET)).statusCode()).isEqualTo(404);
  }

  @Test
  void routeMayLeaveTheEndOfItsPathOpen() throws Exception {
    restart(
        HELLO,
        Route.get(
            "/things/{thing}",
            Route.Access.OPEN,
            request -> Response.text(200, "text/plain", request.path() + " " + request.rest())),
        Route.get(
            "/things/own", Route.Access.OPEN, _ -> Response.text(200, "text/plain", "its own")));

    assertThat(send(to("/things/a%2Fb/c?q")).body()).isEqualTo("/things/{thing} a%2Fb/c");
    assertThat(send(to("/things/own")).body()).isEqualTo("its own");
    assertThat(send(to("/things/")).statusCode()).isEqualTo(404);
    assertThat(send(to("/things/a").DELETE()).statusCode()).isEqualTo(405);
  }

  @Test
  void wrongMethodIsToldWhatIsAllowed() throws Exception {
    HttpResponse<String> response = send(to("/hello").DELETE());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void otherOriginsAreNotInvited() throws Exception {
    HttpResponse<String> response =
        send(
            to("/count")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  void otherTypesThanJsonAreRefused() throws Exception {
    assertThat(
            send(count("{}").setHeader("Content-Type", "text/plain; charset=utf-8")).statusCode())
        .isEqualTo(415);
  }

  @Test
  void missingTypeIsTakenForJson() throws Exception {
    HttpRequest.Builder request =
        to("/count").header("api-key", SECRET).POST(BodyPublishers.ofString("123"));
    assertThat(send(request).body()).isEqualTo("3");
  }

  @Test
  void gzipIsInflated() throws Exception {
    HttpRequest.Builder request =
        count("")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(gzip(new byte[100_000])));
    assertThat(send(request).body()).isEqualTo("100000");
  }

  @Test
  void brokenGzipIsBadRequest() throws Exception {
    assertThat(send(count("{}").header("Content-Encoding", "gzip")).statusCode()).isEqualTo(400);
  }

  @Test
  void otherEncodingsAreRefused() throws Exception {
    assertThat(send(count("{}").header("Content-Encoding", "br")).statusCode()).isEqualTo(415);
  }

  @Test
  void clientThatAsksFirstMaySend() throws Exception {
    HttpResponse<String> response = send(count("123").expectContinue(true));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("3");
  }

  @Test
  void keyMayBeBearerAzureOrPassword() throws Exception {
    String basic =
        Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8));
    assertThat(send(count("").setHeader("Authorization", "Basic " + basic)).statusCode())
        .isEqualTo(200);
    assertThat(send(count("").setHeader("Authorization", "bearer " + SECRET)).statusCode())
        .isEqualTo(200);
    assertThat(
            send(to("/count").header("api-key", SECRET).POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(200);
  }

  @Test
  void programWithoutKeyIsAskedForOne() throws Exception {
    HttpResponse<String> response = send(to("/count").POST(BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(header(response, "WWW-Authenticate")).startsWith("Bearer");
    assertThat(response.body()).contains("\"code\":\"invalid_api_key\"");
  }

  @Test
  void browserWithoutKeyIsAskedForAPassword() throws Exception {
    HttpResponse<String> response =
        send(
            to("/count")
                .header("Accept", "text/html,application/xhtml+xml")
                .POST(BodyPublishers.noBody()));
    assertThat(header(response, "WWW-Authenticate")).startsWith("Basic");
  }

  @Test
  void openRouteAsksForNoKey() throws Exception {
    assertThat(send(to("/hello")).body()).isEqualTo("hello");
  }

  @Test
  void saneRequestIdComesBack() throws Exception {
    assertThat(header(send(to("/hello").header("X-Request-Id", "abc-1")), "X-Request-Id"))
        .isEqualTo("abc-1");
  }

  @Test
  void requestIdThatSpoilsALogIsReplaced() throws Exception {
    assertThat(
            header(
                send(to("/hello").header("X-Request-Id", "a\tb" + "c".repeat(200))),
                "X-Request-Id"))
        .hasSize(16);
  }

  @Test
  void serverTellsNoVersion() throws Exception {
    assertThat(send(to("/hello")).headers().firstValue("Server")).isEmpty();
  }

  @Test
  void requestsAreObservedByRoute() throws Exception {
    var _ = send(count("12345"));
    var _ = send(to("/any/path").method("BREW", BodyPublishers.noBody()));
    assertThat(observed.take()).isEqualTo("POST /count 200 5 1");
    assertThat(observed.take()).startsWith("other other 404 0 ");
  }

  @Test
  void faultOfAHandlerIsAnErrorObject() throws Exception {
    restart(
        Route.get(
            "/fault",
            Route.Access.OPEN,
            _ -> {
              throw new IllegalStateException("a text of the client");
            }));
    HttpResponse<String> response = send(to("/fault"));
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("internal_error").doesNotContain("a text");
  }

  @Test
  void headerThatHttpCannotCarryIsAFault() throws Exception {
    restart(
        Route.get(
            "/fault",
            Route.Access.OPEN,
            _ -> Response.json(200, "{}").with("X-Name", "a\r\nSet-Cookie: b")));
    HttpResponse<String> response = send(to("/fault"));
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void deepRecursionOfAHandlerIsAnErrorObject() throws Exception {
    restart(
        Route.get(
            "/fault",
            Route.Access.OPEN,
            _ -> {
              throw new StackOverflowError();
            }));
    assertThat(send(to("/fault")).statusCode()).isEqualTo(500);
  }

  @Test
  void eventsArriveOneByOne() throws Exception {
    restart(
        Route.get(
            "/events",
            Route.Access.OPEN,
            _ ->
                new Response.Events(
                    Map.of(),
                    to -> {
                      to.send("state", "1");
                      to.send("state", "2");
                    })));
    HttpResponse<String> response = send(to("/events"));
    assertThat(header(response, "Content-Type")).isEqualTo("text/event-stream");
    assertThat(response.body()).isEqualTo("event: state\ndata: 1\n\nevent: state\ndata: 2\n\n");
  }

  @Test
  void eventsEndWhenTheirKeyIsTakenAway() throws Exception {
    AtomicBoolean taken = new AtomicBoolean();
    ApiKeys keys =
        new ApiKeys() {
          @Override
          public boolean areRequired() {
            return true;
          }

          @Override
          public Optional<ApiKey> find(String secret) {
            return taken.get() ? Optional.empty() : KEYS.find(secret);
          }
        };
    server.close();
    server =
        TestServers.start(
            limits(),
            keys,
            RequestObserver.NONE,
            Route.get(
                "/events", Route.Access.KEY, _ -> new Response.Events(Map.of(), to -> tick(to))));
    HttpResponse<InputStream> events =
        client.send(to("/events").header("api-key", SECRET).build(), BodyHandlers.ofInputStream());
    assertThat(events.body().read()).isEqualTo('e');

    taken.set(true);

    assertThat(new String(events.body().readAllBytes(), UTF_8)).endsWith("\n\n");
  }

  private static void tick(Response.EventSink to) throws InterruptedException {
    while (true) {
      to.send("tick", "tock");
    }
  }

  @Test
  void headOfEventsHasNone() throws Exception {
    restart(
        Route.get(
            "/events",
            Route.Access.OPEN,
            _ -> new Response.Events(Map.of(), to -> to.send("state", "1"))));
    assertThat(send(to("/events").HEAD()).body()).isEmpty();
  }

  @Test
  void requestThatOutlastsTheDrainIsToldThatTheServerStops() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    restart(
        Route.get("/slow", Route.Access.OPEN, _ -> HostileClientsTest.waitFor(begun, interrupted)));
    var answer = client.sendAsync(to("/slow").build(), BodyHandlers.ofString());
    begun.await();
    server.close(Duration.ofMillis(100));
    assertThat(interrupted.getCount()).isZero();
    assertStopping(answer.get(5, TimeUnit.SECONDS));
  }

  @Test
  void requestsThatComeWhileTheServerClosesAreRefused() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    restart(
        HELLO,
        Route.get(
            "/slow",
            Route.Access.OPEN,
            _ -> {
              begun.countDown();
              mayEnd.await();
              return Response.text(200, "text/plain", "done");
            }));
    var slow = client.sendAsync(to("/slow").build(), BodyHandlers.ofString());
    begun.await();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);

    assertStopping(
        await().until(() -> send(to("/hello")), answer -> !answer.body().equals("hello")));

    mayEnd.countDown();
    assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void bodyThatIsStillArrivingWhenTheServerClosesIsRefused() throws Exception {
    restart(COUNT);
    try (RawClient raw = new RawClient(server)) {
      raw.send(
          "POST /count HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      assertThat(raw.readUntil("}}")).contains("HTTP/1.1 503 ", "not_ready");
      raw.sendNoMore();
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  private static void assertStopping(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"code\":\"not_ready\"");
    assertThat(header(answer, "Connection")).isEqualTo("close");
    assertThat(header(answer, "Retry-After")).isEqualTo("1");
  }

  @Test
  void endlessEventsDoNotHoldUpClosing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    restart(
        Route.get(
            "/events",
            Route.Access.OPEN,
            _ ->
                new Response.Events(
                    Map.of(),
                    to -> {
                      to.send("state", "1");
                      begun.countDown();
                      new CountDownLatch(1).await();
                    })));
    var answer = client.sendAsync(to("/events").build(), BodyHandlers.ofString());
    begun.await();
    server.close();
    assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("event: state\ndata: 1\n\n");
  }

  @Test
  void portInUseIsOneClearError() {
    int taken = server.port();
    assertThatThrownBy(() ->
            HttpServers.start(
                TestServers.config("", taken, -1, NO_TLS),
                List.of(),
                List.of(),
                ApiKeys.NONE,
                RequestObserver.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.port: %d on 127.0.0.1 is in use", taken);
  }

  @Test
  void strangersNeedKeys() {
    assertThatThrownBy(() ->
            HttpServers.start(
                TestServers.config("0.0.0.0", 0, -1, NO_TLS),
                List.of(),
                List.of(),
                ApiKeys.NONE,
                RequestObserver.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.host: 0.0.0.0 is for other machines, too");
  }

  @Test
  void managementHasAPortOfItsOwnWithoutKeys() throws Exception {
    Route secret = Route.get("/metrics", Route.Access.KEY, _ -> Response.json(200, "{}"));
    try (HttpServers servers =
        HttpServers.start(
            TestServers.config("127.0.0.1", 0, 0, NO_TLS),
            List.of(HELLO),
            List.of(secret),
            KEYS,
            RequestObserver.NONE)) {
      assertThat(status(servers.managementPort(), "/metrics")).isEqualTo(200);
      assertThat(status(servers.port(), "/metrics")).isEqualTo(404);
    }
  }

  @Test
  void managementOnTheMainPortAsksForKeys() throws Exception {
    Route secret = Route.get("/metrics", Route.Access.KEY, _ -> Response.json(200, "{}"));
    try (HttpServers servers =
        HttpServers.start(
            TestServers.config("127.0.0.1", 0, -1, NO_TLS),
            List.of(HELLO),
            List.of(secret),
            KEYS,
            RequestObserver.NONE)) {
      assertThat(status(servers.managementPort(), "/metrics")).isEqualTo(401);
    }
  }

  @Test
  void allButProbesIsRefusedUntilItLeadsSomewhere() throws Exception {
    HttpError starting =
        HttpError.later(503, "not_ready", "the worker is starting", Duration.ofSeconds(5));
    try (HttpServers servers =
        HttpServers.open(
            TestServers.config("127.0.0.1", 0, -1, NO_TLS), KEYS, starting, List.of(HELLO))) {
      URI count = URI.create("http://127.0.0.1:%d/count".formatted(servers.port()));
      HttpResponse<String> before =
          send(HttpRequest.newBuilder(count).POST(BodyPublishers.ofString("{}")));
      assertThat(before.statusCode()).isEqualTo(503);
      assertThat(before.body()).contains("\"code\":\"not_ready\"", "the worker is starting");
      assertThat(header(before, "Retry-After")).isEqualTo("5");
      assertThat(status(servers.port(), "/hello")).isEqualTo(200);

      servers.leadTo(List.of(COUNT), List.of(), RequestObserver.NONE);

      assertThat(
              send(HttpRequest.newBuilder(count)
                      .header("api-key", SECRET)
                      .POST(BodyPublishers.ofString("{}")))
                  .body())
          .isEqualTo("2");
      assertThat(status(servers.port(), "/hello")).isEqualTo(404);
    }
  }

  @Test
  void probesAreAnsweredOnTheSecondPortAlone() throws Exception {
    HttpError starting = HttpError.later(503, "not_ready", "starting", Duration.ofSeconds(5));
    try (HttpServers servers =
        HttpServers.open(
            TestServers.config("127.0.0.1", 0, 0, NO_TLS), KEYS, starting, List.of(HELLO))) {
      assertThat(status(servers.managementPort(), "/hello")).isEqualTo(200);
      assertThat(status(servers.managementPort(), "/metrics")).isEqualTo(503);
      assertThat(status(servers.port(), "/hello")).isEqualTo(503);
    }
  }

  private static String statusOf(HttpServer server, String method, String... headers)
      throws IOException {
    String head =
        method
            + (method.equals("GET") ? " /hello" : " /count")
            + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n"
            + String.join("\r\n", headers)
            + "\r\n\r\n";
    try (RawClient raw = new RawClient(server)) {
      return raw.send(head).readAll();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "10.0.0.1", "a b"})
  void nameOfAnotherSiteIsForbiddenWithoutKeys(String host) throws IOException {
    restart(COUNT, HELLO);
    assertThat(statusOf(server, "GET", "Host: " + host))
        .startsWith("HTTP/1.1 403 ")
        .contains("forbidden_host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "127.1.2.3", "[::1]", "[::1]:80"})
  void thisMachineIsCalledByItsOwnNames(String host) throws IOException {
    restart(COUNT, HELLO);
    assertThat(statusOf(server, "GET", "Host: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void oldClientsNameNoHost() throws IOException {
    restart(COUNT, HELLO);
    try (RawClient raw = new RawClient(server)) {
      assertThat(raw.send("GET /hello HTTP/1.0\r\n\r\n").readAll()).contains(" 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: http://localhost:81",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
      })
  void pageOfAnotherSiteMayNotPostWithoutKeys(String header) throws IOException {
    restart(COUNT, HELLO);
    assertThat(statusOf(server, "POST", "Host: localhost:80", header))
        .startsWith("HTTP/1.1 403 ")
        .contains("forbidden_origin");
  }

  @Test
  void ownPageMayPost() throws IOException {
    restart(COUNT, HELLO);
    assertThat(statusOf(server, "POST", "Host: localhost:81", "Origin: http://localhost:81"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void linkOnAnotherSiteMayBeFollowed() throws IOException {
    restart(COUNT, HELLO);
    assertThat(
            statusOf(
                server,
                "GET",
                "Host: localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: document"))
        .startsWith("HTTP/1.1 200 ");
  }

  private static final String PASSWORD =
      "Authorization: Basic "
          + Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(UTF_8));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
      })
  void pageOfAnotherSiteSpendsNoPassword(String header) throws IOException {
    assertThat(statusOf(server, "POST", "Host: vectors.example", header, PASSWORD))
        .startsWith("HTTP/1.1 403 ")
        .contains("forbidden_origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Origin: https://vectors.example", "Sec-Fetch-Site: same-origin", "Accept: */*"})
  void ownPageMaySpendThePassword(String header) throws IOException {
    assertThat(statusOf(server, "POST", "Host: vectors.example", header, PASSWORD))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void whoeverHasAKeyMayComeFromAnywhere() throws IOException {
    assertThat(
            statusOf(
                server,
                "POST",
                "Host: vectors.example",
                "Origin: https://app.example",
                "api-key: " + SECRET))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void managementForOtherMachinesIsCalledByAddressOrLocalName() throws IOException {
    try (HttpServer all =
        HttpServer.start(
            new Address("0.0.0.0", 0, "http.managementHost", "http.managementPort"),
            Optional.empty(),
            limits(),
            new Entrance(List.of(HELLO), ApiKeys.NONE, RequestObserver.NONE))) {
      assertThat(statusOf(all, "GET", "Host: 10.1.2.3:9404")).startsWith("HTTP/1.1 200 ");
      assertThat(statusOf(all, "GET", "Host: worker:9404")).startsWith("HTTP/1.1 200 ");
      assertThat(statusOf(all, "GET", "Host: evil.example")).startsWith("HTTP/1.1 403 ");
    }
  }

  private int status(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
