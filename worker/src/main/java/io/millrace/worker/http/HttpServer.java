package io.millrace.worker.http;

import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKeys;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Listens on one address. One thread of its own does all that has to do with connections; handlers
 * run on virtual threads.
 */
public final class HttpServer implements AutoCloseable {
  static final HttpError STOPPING =
      HttpError.later(503, "not_ready", "the server is stopping", Duration.ofSeconds(1));

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
    vertx =
        SingleThread.vertx(
            new LimitedTransport(
                limits.connections(), () -> new ConnectionWatch(times, connections)));
    loop = vertx.getOrCreateContext();
    exchanges = exchanges(ForeignPages.at(address), limits);
    server =
        vertx
            .createHttpServer(Protocols.options(tls.map(files -> files.options(vertx))))
            .connectionHandler(this::connected)
            .invalidRequestHandler(request -> NoHttp.refuse(request, times.idleNanos()))
            .requestHandler(exchanges::arrived);
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
      new Drain(entrance, exchanges, server).within(drainLimit);
      end();
    }
  }

  private void end() {
    Drain.join(vertx.close(), Drain.CLOSE_LIMIT);
  }
}
