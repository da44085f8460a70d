package io.millrace.worker.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes back to the client: at once, or event by event. */
final class Answer {
  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final HttpServerRequest request;
  private final HttpServerResponse to;
  private final String id;
  private final long idleNanos;
  private volatile int status;

  /** Written by one thread at a time. */
  private final AtomicLong size = new AtomicLong();

  /**
   * Nothing is sent yet.
   *
   * @param idleNanos how long a client may leave an event
   */
  Answer(HttpServerRequest request, String id, long idleNanos) {
    this.request = request;
    this.to = request.response();
    this.id = id;
    this.idleNanos = idleNanos;
  }

  /** What the request is called. */
  String id() {
    return id;
  }

  /** 0: nothing was sent. */
  int status() {
    return status;
  }

  /** Bytes of its body so far. */
  long size() {
    return size.get();
  }

  /** Lets a client go on that has asked first. */
  void sayContinue() {
    if (request.getHeader("Expect") != null) {
      var _ = to.writeContinue();
    }
  }

  /**
   * Sends the whole, or what is left to send after events. Complete once the client's host has it.
   */
  Future<Void> send(Response.Whole whole, boolean closes) {
    if (to.headWritten()) {
      return whole.status() < 500 ? to.end() : cut();
    }
    boolean head = request.method().equals(HttpMethod.HEAD);
    begin(whole.status(), whole.contentType(), whole.headers());
    if (closes) {
      to.putHeader("Connection", "close");
    }
    to.putHeader("Content-Length", Integer.toString(whole.body().length));
    size.set(head ? 0 : whole.body().length);
    return head ? to.end() : to.end(Buffer.buffer(whole.body()));
  }

  /** A fault between events: the client must not take them for all. */
  private Future<Void> cut() {
    status = 500;
    return request.version() == HttpVersion.HTTP_2
        ? to.reset(2) // INTERNAL_ERROR
        : request.connection().close();
  }

  private void begin(int code, String contentType, Map<String, String> headers) {
    to.setStatusCode(code);
    headers.forEach(to::putHeader);
    to.putHeader("Content-Type", contentType);
    to.putHeader(RequestId.HEADER, id);
    status = code;
    LOG.atDebug().addKeyValue("request", id).addKeyValue("status", code).log("answered");
  }

  /**
   * Sends events until there are no more; each waits until the client's host has the one before.
   */
  void send(Response.Events events) throws InterruptedException {
    begin(200, "text/event-stream", events.headers());
    to.setChunked(true).putHeader("Cache-Control", "no-store");
    await(to.writeHead());
    events.source().sendTo(this::send);
  }

  private void send(String name, String data) throws InterruptedException {
    Buffer event = Buffer.buffer("event: %s\ndata: %s\n\n".formatted(name, data));
    size.addAndGet(event.length());
    await(to.write(event));
  }

  private void await(Future<Void> written) throws InterruptedException {
    try {
      written.toCompletionStage().toCompletableFuture().get(idleNanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException _) {
      throw new InterruptedException("the client has left");
    } catch (TimeoutException _) {
      throw new InterruptedException("the client takes nothing");
    }
  }

  /** Few enough to count by. */
  static String methodOf(HttpServerRequest request) {
    String name = request.method().name();
    return METHODS.contains(name) ? name : RequestObserver.OTHER;
  }
}
