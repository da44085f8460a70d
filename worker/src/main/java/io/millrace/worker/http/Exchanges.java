package io.millrace.worker.http;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** All requests that a server has in hand. Owned by the server's thread. */
final class Exchanges {
  private final Executor loop;
  private final Reception reception;
  private final BodyRoom room;
  private final long bodyBytes;
  private final ArrivalTimes times;
  private final RequestObserver observer;
  private final Set<Exchange> open = new HashSet<>();
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();
  private boolean closing;

  /**
   * None yet.
   *
   * @param loop runs on the server's thread
   * @param bodyBytes most of one body
   */
  Exchanges(
      Executor loop,
      Reception reception,
      BodyRoom room,
      long bodyBytes,
      ArrivalTimes times,
      RequestObserver observer) {
    this.loop = loop;
    this.reception = reception;
    this.room = room;
    this.bodyBytes = bodyBytes;
    this.times = times;
    this.observer = observer;
  }

  Executor loop() {
    return loop;
  }

  Reception reception() {
    return reception;
  }

  BodyRoom room() {
    return room;
  }

  long bodyBytes() {
    return bodyBytes;
  }

  ArrivalTimes times() {
    return times;
  }

  RequestObserver observer() {
    return observer;
  }

  /** A head is there. What the client has asked before, and does not read, comes first. */
  void arrived(HttpServerRequest request) {
    Channel channel = channelOf(request.connection());
    ConnectionWatch watch = ConnectionWatch.of(channel);
    Exchange exchange = new Exchange(this, request, watch);
    open.add(exchange);
    if (channel.isWritable()) {
      exchange.begin();
    } else {
      request.pause();
      watch.whenItReads(() -> {
        exchange.begin();
        request.resume();
      });
    }
  }

  static ConnectionWatch watchOf(HttpConnection connection) {
    return ConnectionWatch.of(channelOf(connection));
  }

  /** Vert.x has no public way to it. */
  private static Channel channelOf(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  void remove(Exchange exchange) {
    open.remove(exchange);
    completeIfQuiet();
  }

  void look(long nowNanos) {
    List.copyOf(open).forEach(exchange -> exchange.look(nowNanos));
  }

  /** Whether the server does not keep connections any more. */
  boolean areClosing() {
    return closing;
  }

  /**
   * Ends what has no end of its own, and refuses what has not begun.
   *
   * @return complete once no handler works
   */
  CompletableFuture<Void> close() {
    loop.execute(() -> {
      closing = true;
      List.copyOf(open).forEach(Exchange::serverCloses);
      completeIfQuiet();
    });
    return quiet;
  }

  /** Has handlers that still work answer that the server stops. */
  void interrupt() {
    loop.execute(() -> open.forEach(Exchange::interrupt));
  }

  private void completeIfQuiet() {
    if (closing && open.stream().noneMatch(Exchange::isWorking)) {
      quiet.complete(null);
    }
  }
}
