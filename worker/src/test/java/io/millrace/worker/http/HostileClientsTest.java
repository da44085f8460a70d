package io.millrace.worker.http;

import static io.millrace.worker.http.TestServers.BODY_BYTES;
import static io.millrace.worker.http.TestServers.COUNT;
import static io.millrace.worker.http.TestServers.HELLO;
import static io.millrace.worker.http.TestServers.LONG;
import static io.millrace.worker.http.TestServers.limits;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.config.DataSize;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After each of them the server answers a good request. */
@Timeout(60)
class HostileClientsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String GOOD =
      "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final String POST =
      "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
  private HttpServer server = start(limits(), COUNT, HELLO);

  private HttpServer start(HttpConfig.Limits limits, Route... routes) {
    return TestServers.start(
        limits, ApiKeys.NONE, (_, _, status, _, _, _) -> statuses.add(status), routes);
  }

  private void restart(HttpConfig.Limits limits, Route... routes) {
    server.close();
    server = start(limits, routes);
  }

  @AfterEach
  void serverAnswersAGoodRequest() throws IOException {
    try (HttpServer tested = server;
        RawClient good = new RawClient(tested)) {
      assertThat(good.send(GOOD).readAll()).startsWith("HTTP/1.1 200 ").endsWith("hello");
    }
  }

  private String answerTo(String request) throws IOException {
    try (RawClient client = new RawClient(server)) {
      return client.send(request).readAll();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\0\r\n\r\n",
        "HELO mail\r\n\r\n",
        "GET\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost\0: x\r\n\r\n",
        "GET /hello HTTP/1.1\r\nContent-Length: two\r\n\r\n",
        "POST /count HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET /hello HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "POST /count HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
      })
  void whatIsNoHttpIsRefusedAndClosed(String bytes) throws IOException {
    assertThat(answerTo(bytes))
        .satisfiesAnyOf(
            answer -> assertThat(answer).contains(" 400 Bad Request", "\"error\""),
            answer -> assertThat(answer).contains(" 501 "),
            answer -> assertThat(answer).isEmpty());
  }

  @Test
  void nulInAPathIsNotFound() throws IOException {
    assertThat(answerTo("GET /hello%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
  }

  @Test
  void longRequestLineIsRefused() throws IOException {
    assertThat(answerTo("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.")
        .contains(" 414 ");
  }

  @Test
  void longHeadersAreRefused() throws IOException {
    assertThat(answerTo("GET /hello HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.")
        .contains(" 431 ");
  }

  @Test
  void announcedBodyThatIsTooLargeIsRefusedBeforeItComes() throws IOException {
    try (RawClient client = new RawClient(server)) {
      String head = client.send(POST + "Content-Length: 52428800\r\n\r\n").readUntil("\r\n\r\n");
      assertThat(head).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void bodyThatGrowsTooLargeIsRefused() throws IOException {
    String chunk = "100000\r\n" + "a".repeat(1 << 20) + "\r\n";
    try (RawClient client = new RawClient(server)) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk);
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1", "Transfer-Encoding: chunked"})
  void bodyOfAGetIsRefusedBeforeItComes(String length) throws IOException {
    try (RawClient client = new RawClient(server)) {
      client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void largeBodiesThatStallDoNotHoldUpSmallOnes() throws Exception {
    int large = 4 << 20;
    restart(withMemory(large), COUNT, HELLO);
    String most = POST + "Content-Length: %d\r\n\r\n".formatted(large) + "a".repeat(large - 1);
    List<RawClient> stalled = new ArrayList<>();
    CountDownLatch sent = new CountDownLatch(1);
    try {
      for (int client = 0; client < 4; client++) {
        RawClient next = new RawClient(server);
        stalled.add(next);
        var _ = Thread.startVirtualThread(() -> sendQuietly(next, most, sent));
      }
      sent.await();
      assertThat(answerTo(POST + "Connection: close\r\nContent-Length: 1\r\n\r\na")).endsWith("1");
    } finally {
      for (RawClient client : stalled) {
        client.close();
      }
    }
  }

  private static HttpConfig.Limits withMemory(long largeBytes) {
    return new HttpConfig.Limits(
        1,
        1,
        new DataSize(largeBytes),
        new DataSize(2 * largeBytes),
        100,
        LONG,
        LONG,
        LONG,
        TestServers.DRAIN_TIME);
  }

  @Test
  void largeAnswerThatIsNotReadDoesNotHoldUpSmallRequests() throws Exception {
    String large = "a".repeat(64 << 20);
    Route growing =
        Route.post("/large", Route.Access.OPEN, _ -> Response.text(200, "text/plain", large));
    restart(withMemory(4 << 20), COUNT, HELLO, growing);
    try (RawClient unread = new RawClient(server);
        RawClient stalled = new RawClient(server)) {
      unread.send("POST /large HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na");
      assertThat(statuses.take()).isEqualTo(200);
      stalled.send(POST + "Content-Length: 2\r\n\r\na"); // it has what is kept apart, if any
      assertThat(answerTo(POST + "Connection: close\r\nContent-Length: 1\r\n\r\na")).endsWith("1");
    }
  }

  private static Route answering(int bytes) {
    return Route.get(
        "/large", Route.Access.OPEN, _ -> Response.text(200, "text/plain", "a".repeat(bytes)));
  }

  private static void sendQuietly(RawClient client, String bytes, CountDownLatch sent) {
    try {
      client.send(bytes);
      sent.countDown();
    } catch (IOException _) {
      sent.countDown(); // it is closed while it waits
    }
  }

  @Test
  void clientThatReadsTooSlowlyIsClosed() throws IOException {
    int bytes = 32 << 20;
    server.close();
    server =
        HttpServer.start(
            new Address("127.0.0.1", 0, "http.host", "http.port"),
            Optional.empty(),
            limits(),
            new ArrivalTimes(LONG.toNanos(), TimeUnit.SECONDS.toNanos(1), 1L << 30),
            new Entrance(List.of(HELLO, answering(bytes)), ApiKeys.NONE, RequestObserver.NONE));
    assertThat(answerTo("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")) // byte by byte
        .startsWith("HTTP/1.1 200 ")
        .hasSizeLessThan(bytes);
  }

  @Test
  void bodyThatIsLateBehindAnUnreadAnswerEndsItsConnection() throws Exception {
    restart(limits(1000, SHORT, LONG), COUNT, HELLO, answering(16 << 20));
    try (RawClient client = new RawClient(server)) {
      client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
      client.send(POST + "Content-Length: 3\r\n\r\nabc");
      assertThat(statuses.take()).isEqualTo(200);
      assertThat(statuses.take()).isEqualTo(408);
      assertThat(client.readAllInBulk().endsWith("\"code\":\"request_timeout\"}}")).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 52428800", "Transfer-Encoding: chunked"})
  void clientThatSendsFiftyMegabytesStillReadsWhyNot(String length) throws IOException {
    byte[] chunk = ("100000\r\n" + "a".repeat(1 << 20) + "\r\n").getBytes(ISO_8859_1);
    try (RawClient client = new RawClient(server)) {
      client.send(POST + length + "\r\n\r\n");
      for (int sent = 0; sent < 50; sent++) {
        client.send(chunk);
      }
      assertThat(client.readUntil("\"body_too_large\"")).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void bodyOfManyTinyChunksIsCounted() throws IOException {
    String chunks = "1\r\na\r\n".repeat(100_000);
    assertThat(
            answerTo(
                POST
                    + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunks
                    + "0\r\n\r\n"))
        .endsWith("100000");
  }

  @Test
  void gzipBombIsTooLarge() throws IOException {
    byte[] bomb = HttpServerTest.gzip(new byte[100 << 20]);
    try (RawClient client = new RawClient(server)) {
      client.send(
          POST
              + "Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                  .formatted(bomb.length));
      assertThat(client.send(bomb).readAll()).startsWith("HTTP/1.1 413 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /hello HTTP/1.1\r\nX: ", POST + "Content-Length: 1000000\r\n\r\n"})
  void whatTricklesInIsLate(String first) throws IOException {
    restart(limits(1000, SHORT, LONG), COUNT, HELLO);
    try (RawClient client = new RawClient(server);
        ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor()) {
      client.send(first);
      var _ = trickle.scheduleAtFixedRate(() -> sendOne(client), 0, 10, TimeUnit.MILLISECONDS);
      assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").contains("request_timeout");
      var _ = trickle.shutdownNow();
    }
  }

  private static void sendOne(RawClient client) {
    try {
      client.send("a");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // ends the trickle
    }
  }

  @Test
  void silentConnectionIsClosed() throws IOException {
    restart(limits(1000, LONG, SHORT), HELLO);
    assertThat(answerTo("")).isEmpty();
  }

  @Test
  void connectionThatIsSilentAfterAnAnswerIsClosed() throws IOException {
    restart(limits(1000, LONG, SHORT), HELLO);
    assertThat(answerTo("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")).endsWith("hello");
  }

  @Test
  void handlerMayTakeLongerThanAConnectionMayBeSilent() throws IOException {
    restart(
        limits(1000, LONG, SHORT),
        HELLO,
        Route.get(
            "/slow",
            Route.Access.OPEN,
            _ -> {
              var _ = new CountDownLatch(1).await(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS);
              return Response.text(200, "text/plain", "at last");
            }));
    assertThat(answerTo("GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .endsWith("at last");
  }

  @Test
  void halfClosedConnectionIsClosed() throws IOException {
    try (RawClient client = new RawClient(server)) {
      assertThat(client.send(POST + "Content-Length: 10\r\n\r\n123").sendNoMore().readAll())
          .isEmpty();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTurn() throws IOException {
    String one = POST + "Content-Length: 1\r\n\r\na";
    String two = POST + "Content-Length: 2\r\nConnection: close\r\n\r\naa";
    assertThat(answerTo(one + two).split("HTTP/1.1 200 "))
        .satisfiesExactly(
            before -> assertThat(before).isEmpty(),
            first -> assertThat(first).endsWith("1"),
            second -> assertThat(second).endsWith("2"));
  }

  @Test
  void refusedBodyThatIsSmallDoesNotEndTheConnection() throws IOException {
    String refused = "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
    assertThat(answerTo(refused + GOOD)).contains("HTTP/1.1 404 ", "HTTP/1.1 200 ");
  }

  @Test
  void clientThatPipelinesAndReadsNothingIsHeldUp() throws Exception {
    CountDownLatch many = new CountDownLatch(1000);
    restart(
        limits(1000, LONG, SHORT),
        HELLO,
        Route.get(
            "/large",
            Route.Access.OPEN,
            _ -> {
              many.countDown();
              return Response.text(200, "text/plain", "a".repeat(1 << 20));
            }));
    try (RawClient client = new RawClient(server)) {
      client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000));
      assertThat(many.await(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
      assertThat(many.getCount()).isGreaterThan(900);
    }
  }

  @Test
  void clientThatLeavesInterruptsItsHandler() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    restart(
        limits(), HELLO, Route.get("/slow", Route.Access.OPEN, _ -> waitFor(begun, interrupted)));
    try (RawClient client = new RawClient(server)) {
      client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
      begun.await();
    }
    interrupted.await();
    assertThat(statuses.take()).isEqualTo(RequestObserver.CLIENT_LEFT);
  }

  static Response waitFor(CountDownLatch begun, CountDownLatch interrupted)
      throws InterruptedException {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
      return Response.text(200, "text/plain", "");
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  @Test
  void slowReaderOfEventsHoldsUpTheirSource() throws Exception {
    BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();
    CountDownLatch ended = new CountDownLatch(1);
    restart(
        limits(1000, LONG, SHORT),
        HELLO,
        Route.get(
            "/events",
            Route.Access.OPEN,
            _ -> new Response.Events(Map.of(), to -> sendForever(to, sent, ended))));
    try (RawClient client = new RawClient(server)) {
      client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      ended.await(); // the connection was closed, as nothing of it is read
    }
    assertThat(sent).hasSizeLessThan(200);
  }

  private static void sendForever(
      Response.EventSink to, BlockingQueue<Integer> sent, CountDownLatch ended)
      throws InterruptedException {
    try {
      while (true) {
        to.send("large", "a".repeat(1 << 17));
        sent.add(1);
      }
    } finally {
      ended.countDown();
    }
  }

  @Test
  void bodiesWaitForMemoryAndAllAreAnswered() throws Exception {
    String whole =
        POST
            + "Connection: close\r\nContent-Length: %d\r\n\r\n".formatted(BODY_BYTES)
            + "a".repeat(BODY_BYTES);
    List<Thread> clients = new ArrayList<>();
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    for (int client = 0; client < 16; client++) {
      clients.add(Thread.startVirtualThread(() -> answers.add(quietAnswerTo(whole))));
    }
    for (Thread client : clients) {
      client.join();
    }
    assertThat(answers).hasSize(16).allMatch(answer -> answer.endsWith("" + BODY_BYTES));
  }

  private String quietAnswerTo(String request) {
    try {
      return answerTo(request);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void connectionThatIsOneTooManyIsClosed() throws IOException {
    restart(limits(2, LONG, LONG), HELLO);
    try (RawClient first = new RawClient(server);
        RawClient second = new RawClient(server);
        RawClient third = new RawClient(server)) {
      assertThat(third.readAll()).isEmpty();
      assertThat(first.send(GOOD).readAll()).endsWith("hello");
      assertThat(second.send(GOOD).readAll()).endsWith("hello");
    }
    await().until(() -> answerTo(GOOD).endsWith("hello"));
  }

  @Test
  void tenThousandConnectionsDoNotKeepARequestFromItsAnswer() throws IOException {
    int many = 9_000; // client and server share one process and its limit of files
    restart(limits(10_000, LONG, LONG), HELLO);
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    List<SocketChannel> flood = new ArrayList<>();
    try {
      for (int client = 0; client < many; client++) {
        SocketChannel channel = SocketChannel.open(address);
        flood.add(channel);
        var _ = channel.write(ByteBuffer.wrap("GET /he".getBytes(ISO_8859_1)));
      }
      assertThat(answerTo(GOOD)).endsWith("hello");
      SocketChannel last = flood.getLast();
      var _ = last.write(ByteBuffer.wrap(GOOD.substring(7).getBytes(ISO_8859_1)));
      ByteBuffer answer = ByteBuffer.allocate(12);
      var _ = last.read(answer);
      assertThat(new String(answer.array(), ISO_8859_1)).isEqualTo("HTTP/1.1 200");
    } finally {
      for (SocketChannel channel : flood) {
        channel.close();
      }
    }
  }
}
