package io.millrace.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
  @TempDir private static Path stores;
  private static TestCertificate first;
  private static TestCertificate second;

  @TempDir private Path folder;
  private HttpConfig.Tls files;

  @BeforeAll
  static void makeCertificates()
      throws IOException, InterruptedException, GeneralSecurityException {
    first = TestCertificate.make(stores, "first");
    second = TestCertificate.make(stores, "second");
  }

  @BeforeEach
  void writeCertificate() throws IOException, GeneralSecurityException {
    files = first.write(folder);
  }

  private HttpServers start(Route... routes) {
    return HttpServers.start(
        TestServers.config("", 0, -1, files),
        List.of(routes),
        List.of(),
        ApiKeys.NONE,
        RequestObserver.NONE);
  }

  private static URI uri(HttpServers servers, String path) {
    return URI.create("https://127.0.0.1:%d%s".formatted(servers.port(), path));
  }

  private static HttpResponse<String> hello(HttpServers servers, TestCertificate trusted)
      throws IOException, InterruptedException, GeneralSecurityException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusted.trusted()).build()) {
      return client.send(
          HttpRequest.newBuilder(uri(servers, "/hello")).build(), BodyHandlers.ofString());
    }
  }

  private static boolean serves(HttpServers servers, TestCertificate expected)
      throws InterruptedException, GeneralSecurityException {
    try {
      return hello(servers, expected).statusCode() == 200;
    } catch (IOException _) {
      return false; // it is not trusted
    }
  }

  @Test
  void clientsSpeakHttp2() throws Exception {
    try (HttpServers servers = start(TestServers.HELLO)) {
      HttpResponse<String> response = hello(servers, first);
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.body()).isEqualTo("hello");
    }
  }

  @Test
  void bodyOverHttp2IsRefusedWhenItIsTooLarge() throws Exception {
    try (HttpServers servers = start(TestServers.COUNT, TestServers.HELLO);
        HttpClient client = HttpClient.newBuilder().sslContext(first.trusted()).build()) {
      HttpRequest tooLarge =
          HttpRequest.newBuilder(uri(servers, "/count"))
              .POST(BodyPublishers.ofByteArray(new byte[TestServers.BODY_BYTES + 1]))
              .build();
      assertThat(client.send(tooLarge, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
      HttpRequest fits =
          HttpRequest.newBuilder(uri(servers, "/count"))
              .POST(BodyPublishers.ofByteArray(new byte[TestServers.BODY_BYTES]))
              .build();
      assertThat(client.send(fits, BodyHandlers.ofString()).body())
          .isEqualTo("" + TestServers.BODY_BYTES);
    }
  }

  @Test
  void streamThatIsResetInterruptsItsHandler() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Route slow =
        Route.get("/slow", Route.Access.OPEN, _ -> HostileClientsTest.waitFor(begun, interrupted));
    try (HttpServers servers = start(slow, TestServers.HELLO);
        HttpClient client = HttpClient.newBuilder().sslContext(first.trusted()).build()) {
      var answer =
          client.sendAsync(
              HttpRequest.newBuilder(uri(servers, "/slow")).build(), BodyHandlers.ofString());
      begun.await();
      answer.cancel(true);
      interrupted.await();
      assertThat(hello(servers, first).statusCode()).isEqualTo(200);
    }
  }

  /** Opens no window for what is sent; closed with what it belongs to, or when it is garbage. */
  private static HttpClientAgent takesNothing(Vertx vertx) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(0));
    return vertx.createHttpClient(options);
  }

  private static Future<Buffer> hello(HttpClientAgent client, HttpServer server) {
    return client
        .request(HttpMethod.GET, server.port(), "127.0.0.1", "/hello")
        .compose(request -> request.send())
        .compose(response -> response.body());
  }

  private HttpServer start(Duration idleTime, RequestObserver observer) {
    return HttpServer.start(
        new Address("127.0.0.1", 0, "http.host", "http.port"),
        TlsFiles.of(files),
        TestServers.limits(10, TestServers.LONG, idleTime),
        new Entrance(List.of(TestServers.HELLO), ApiKeys.NONE, observer));
  }

  @Test
  void streamThatNobodyTakesIsReset() {
    Vertx vertx = Vertx.vertx();
    HttpClientAgent client = takesNothing(vertx);
    try (HttpServer server = start(Duration.ofSeconds(2), RequestObserver.NONE)) {
      assertThat(hello(client, server).toCompletionStage())
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(StreamResetException.class);
    } finally {
      client.close().toCompletionStage().toCompletableFuture().join();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void streamThatNobodyTakesDoesNotHoldUpClosing() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    Vertx vertx = Vertx.vertx();
    HttpClientAgent client = takesNothing(vertx);
    try {
      HttpServer server = start(TestServers.LONG, (_, _, _, _, _, _) -> answered.countDown());
      var body = hello(client, server).toCompletionStage();
      answered.await();
      server.close(Duration.ofMillis(100));
      assertThat(body).failsWithin(Duration.ofSeconds(20));
    } finally {
      client.close().toCompletionStage().toCompletableFuture().join();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void newCertificateIsServedWithoutARestart() throws Exception {
    try (HttpServers servers = start(TestServers.HELLO)) {
      Files.writeString(folder.resolve("tls.crt"), "not yet a certificate");
      assertThat(serves(servers, first)).isTrue();
      var _ = second.write(folder);
      await().atMost(Duration.ofSeconds(20)).until(() -> serves(servers, second));
    }
  }

  @Test
  void keyOfAnotherCertificateIsAnErrorAtTheStart() throws Exception {
    var _ = second.writeKey(folder.resolve("tls.key"));
    assertThatThrownBy(() -> start(TestServers.HELLO))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.tls: the key is of another certificate");
  }

  @Test
  void missingFileIsAnErrorAtTheStart() throws Exception {
    Files.delete(folder.resolve("tls.key"));
    assertThatThrownBy(() -> start(TestServers.HELLO))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.tls: cannot read ");
  }

  @Test
  void connectionThatIsMadeBeforeItIsNeededIsNotLate() throws Exception {
    int brief = 300;
    try (HttpServer server = server(Duration.ofMillis(brief));
        Socket early =
            first
                .trusted()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      early.setSoTimeout(4 * brief);
      ((SSLSocket) early).startHandshake();
      assertThatThrownBy(() -> early.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      early
          .getOutputStream()
          .write(
              "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(UTF_8));

      early.setSoTimeout(0);
      assertThat(new String(early.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void headThatNeverEndsIsLateBehindTls() throws Exception {
    try (HttpServer server = server(Duration.ofMillis(300));
        Socket slow =
            first
                .trusted()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.getOutputStream().write("GET /hel".getBytes(UTF_8));
      assertThat(new String(slow.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 408 ");
    }
  }

  private HttpServer server(Duration bodyTime) {
    return HttpServer.start(
        new Address("127.0.0.1", 0, "http.host", "http.port"),
        TlsFiles.of(files),
        TestServers.limits(10, bodyTime, TestServers.LONG),
        new Entrance(List.of(TestServers.HELLO), ApiKeys.NONE, RequestObserver.NONE));
  }

  @Test
  void handshakeThatNeverEndsIsClosed() throws Exception {
    try (HttpServer server = server(Duration.ofMillis(300));
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      silent.getOutputStream().write(new byte[] {22, 3, 1});
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }
}
