package io.millrace.worker.http;

import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKeys;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on one address. One thread of its own does all that has to do with connections; handlers
 * run on virtual threads.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  static final HttpError STOPPING =
      HttpError.later(503, "not_ready", "the server is stopping", Duration.ofSeconds(1));

  /** How long connections may take to end after they were closed. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** How long a handler may take to end after it was interrupted, and its client to take that. */
  private static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Context loop;
  private final ArrivalTimes times;
  private final Duration drainTime;
  private final Entrance entrance;
  private final Set<ConnectionWatch> connections = new HashSet<>();
  private final Exchanges exchanges;
  private final io.vertx.core.http.HttpServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HttpServer(
      Address address,
      Optional<TlsFiles> tls,
      HttpConfig.Limits limits,
      ArrivalTimes times,
      Entrance entrance) {
    this.times = times;
    this.drainTime = limits.drainTime();
    this.entrance = entrance;
    vertx = vertx(limits.connections());
    loop = vertx.getOrCreateContext();
    exchanges = exchanges(ForeignPages.at(address), limits);
    server =
        vertx
            .createHttpServer(Protocols.options(tls.map(files -> files.options(vertx))))
            .connectionHandler(this::connected)
            .invalidRequestHandler(this::refuse)
            .requestHandler(exchanges::arrived);
  }

  /** A single thread for connections: what it owns needs no locks. */
  private Vertx vertx(int mostConnections) {
    LimitedTransport limited =
        new LimitedTransport(mostConnections, () -> new ConnectionWatch(times, connections));
    return Vertx.builder()
        .with(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)))
        .withTransport(new TransportInternal("limited", true, null, limited))
        .build();
  }

  private Exchanges exchanges(ForeignPages pages, HttpConfig.Limits limits) {
    long bodyBytes = limits.bodySize().bytes();
    Executor onLoop = task -> loop.runOnContext(_ -> task.run());
    return new Exchanges(
        onLoop,
        new Reception(entrance::routes, entrance.keys(), pages, bodyBytes),
        BodyRoom.of(onLoop, limits.bodyMemory().bytes(), bodyBytes),
        bodyBytes,
        times,
        entrance.observer());
  }

  /**
   * Starts listening, without TLS.
   *
   * @param port 0: any that is free
   * @throws io.millrace.worker.config.ConfigException if nobody can listen there
   */
  public static HttpServer start(
      String host, int port, HttpConfig.Limits limits, List<Route> routes, ApiKeys keys) {
    return start(
        new Address(host, port, "http.host", "http.port"),
        Optional.empty(),
        limits,
        new Entrance(routes, keys, RequestObserver.NONE));
  }

  static HttpServer start(
      Address address, Optional<TlsFiles> tls, HttpConfig.Limits limits, Entrance entrance) {
    return start(address, tls, limits, ArrivalTimes.of(limits), entrance);
  }

  static HttpServer start(
      Address address,
      Optional<TlsFiles> tls,
      HttpConfig.Limits limits,
      ArrivalTimes times,
      Entrance entrance) {
    String host = address.resolve().getHostAddress();
    HttpServer starting = new HttpServer(address, tls, limits, times, entrance);
    try {
      starting.listen(SocketAddress.inetSocketAddress(address.port(), host));
    } catch (CompletionException e) {
      starting.end();
      throw address.refused(Optional.ofNullable(e.getCause()).orElse(e));
    }
    tls.ifPresent(files -> files.keepUpToDate(starting.vertx, starting.server));
    return starting;
  }

  private void listen(SocketAddress where) {
    server.listen(where).toCompletionStage().toCompletableFuture().join();
    vertx.setPeriodic(times.tickMillis(), _ -> look());
  }

  private void look() {
    long nowNanos = System.nanoTime();
    List.copyOf(connections).forEach(connection -> connection.look(nowNanos));
    exchanges.look(nowNanos);
  }

  private void connected(HttpConnection connection) {
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      Exchanges.watchOf(connection).expectManyRequests();
    }
  }

  /** What is no HTTP. The connection is closed behind the answer. */
  private void refuse(HttpServerRequest request) {
    HttpError error =
        switch (request.decoderResult().cause()) {
          case TooLongHttpLineException _ ->
              HttpError.invalid(414, "uri_too_long", "the request line is too long");
          case TooLongHttpHeaderException _ ->
              HttpError.invalid(431, "headers_too_large", "the headers are too large");
          default -> HttpError.invalid(400, "bad_request", "this is not HTTP/1.1");
        };
    var _ =
        new Answer(request, RequestId.of(null), times.idleNanos())
            .send(error.response(), true)
            .onComplete(_ -> request.connection().close());
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  Entrance entrance() {
    return entrance;
  }

  /**
   * Refuses requests from now on, lets those end that have begun, and interrupts them when the
   * drain time is over: they are answered with 503.
   */
  @Override
  public void close() {
    close(drainTime);
  }

  void close(Duration drainLimit) {
    if (!closed.getAndSet(true)) {
      drain(drainLimit);
      end();
    }
  }

  private void drain(Duration limit) {
    long endNanos = System.nanoTime() + limit.toNanos();
    entrance.close(Routes.closed(STOPPING, List.of()));
    CompletableFuture<Void> quiet = exchanges.close();
    if (!completesWithin(quiet, limit)) {
      exchanges.interrupt();
      if (!completesWithin(quiet, INTERRUPT_LIMIT)) {
        LOG.warn("handlers do not end when they are interrupted");
      }
    }
    Duration left = Duration.ofNanos(endNanos - System.nanoTime());
    Duration toSend = left.compareTo(INTERRUPT_LIMIT) > 0 ? left : INTERRUPT_LIMIT;
    join(server.shutdown(toSend), toSend.plus(CLOSE_LIMIT));
  }

  private static boolean completesWithin(CompletableFuture<Void> future, Duration limit) {
    return future
        .thenApply(_ -> true)
        .completeOnTimeout(false, limit.toNanos(), TimeUnit.NANOSECONDS)
        .join();
  }

  /** A client that takes nothing must not keep the worker from ending. */
  private static void join(Future<Void> closing, Duration limit) {
    closing
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(HttpServer::tellIfLate)
        .join();
  }

  private static @Nullable Void tellIfLate(Throwable why) {
    if (why instanceof TimeoutException) {
      LOG.warn("connections do not end when they are closed");
    }
    return null;
  }

  private void end() {
    join(vertx.close(), CLOSE_LIMIT);
  }
}
