package io.millrace.worker.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * The body of a request while it arrives. Reading pauses while there is no memory for it; that time
 * is not the client's. Owned by the server's thread.
 */
final class Arrival {
  /** Told when it is over. */
  interface Listener {
    void arrived();

    void isTooLarge();
  }

  private final HttpServerRequest from;
  private final Executor loop;
  private final BodyMemory.Share memory;
  private final long mostBytes;
  private final Body body;
  private long deadlineNanos;
  private long pausedNanos;
  private boolean paused;

  Arrival(
      HttpServerRequest from,
      Executor loop,
      BodyMemory.Share memory,
      long mostBytes,
      long deadlineNanos) {
    this.from = from;
    this.loop = loop;
    this.memory = memory;
    this.mostBytes = mostBytes;
    this.deadlineNanos = deadlineNanos;
    long announced = ContentLength.of(from.headers());
    this.body = new Body(announced < 0 ? mostBytes : Math.min(announced, mostBytes));
  }

  void begin(Listener listener) {
    from.handler(chunk -> read(chunk, listener));
    from.endHandler(_ -> listener.arrived());
  }

  private void read(Buffer chunk, Listener listener) {
    if (chunk.length() == 0) {
      return; // it needs no memory, so it waits for none
    }
    if ((long) body.size() + chunk.length() > mostBytes) {
      listener.isTooLarge();
    } else if (memory.take(body.growthFor(chunk.length()), () -> resume(chunk))) {
      body.append(chunk);
    } else {
      pausedNanos = System.nanoTime();
      paused = true;
      from.pause();
    }
  }

  private void resume(Buffer chunk) {
    body.append(chunk);
    deadlineNanos += System.nanoTime() - pausedNanos;
    paused = false;
    from.resume();
  }

  boolean isLate(long nowNanos) {
    return !paused && nowNanos - deadlineNanos > 0;
  }

  int size() {
    return body.size();
  }

  long mostBytes() {
    return mostBytes;
  }

  byte[] toBytes() {
    return body.toBytes();
  }

  /** What gzip has made of it; for the handler's thread, which waits until there is memory. */
  Gzip.Inflated inflated() throws InterruptedException {
    return Gzip.inflate(body.toBytes(), mostBytes, this::waitForMemory);
  }

  private void waitForMemory(long bytes) throws InterruptedException {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    Runnable complete = () -> taken.complete(null);
    loop.execute(() -> {
      if (memory.take(bytes, complete)) {
        complete.run();
      }
    });
    try {
      taken.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    }
  }
}
