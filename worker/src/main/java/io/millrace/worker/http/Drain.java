package io.millrace.worker.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a server ends what it has in hand, and then its connections. */
record Drain(Entrance entrance, Exchanges exchanges, io.vertx.core.http.HttpServer server) {
  /** How long connections may take to end after they were closed. */
  static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** How long a handler may take to end after it was interrupted, and its client to take that. */
  private static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /** Refuses requests from now on; who is not done by then is interrupted. */
  void within(Duration limit) {
    long endNanos = System.nanoTime() + limit.toNanos();
    entrance.close(Routes.closed(HttpServer.STOPPING, List.of()));
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
  static void join(Future<Void> closing, Duration limit) {
    closing
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(Drain::tellIfLate)
        .join();
  }

  private static @Nullable Void tellIfLate(Throwable why) {
    if (why instanceof TimeoutException) {
      LOG.warn("connections do not end when they are closed");
    }
    return null;
  }
}
