package io.millrace.worker.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A handler at work, on a virtual thread of its own. */
final class Work {
  /** The answer of a handler that has already sent all it has, as events. */
  private static final Response.Whole DONE = Response.text(200, "text/event-stream", "");

  private static final Response.Whole FAULT =
      HttpError.later(500, "internal_error", "a fault of the server", Duration.ofSeconds(1))
          .response();

  private final HttpServerRequest from;
  private final Reception.Admitted admitted;
  private final Arrival arrival;
  private final Answer answer;
  private final long arrivedNanos;
  private final Consumer<Response.Whole> done;
  private final Thread thread;

  /**
   * Not begun yet.
   *
   * @param arrivedNanos when the head was there
   * @param done gets what is to be sent, on the handler's thread, whatever happens
   */
  Work(
      HttpServerRequest from,
      Reception.Admitted admitted,
      Arrival arrival,
      Answer answer,
      long arrivedNanos,
      Consumer<Response.Whole> done) {
    this.from = from;
    this.admitted = admitted;
    this.arrival = arrival;
    this.answer = answer;
    this.arrivedNanos = arrivedNanos;
    this.done = done;
    this.thread =
        Thread.ofVirtual()
            .name("http " + answer.id())
            .uncaughtExceptionHandler((_, fault) -> log(fault))
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void interrupt() {
    thread.interrupt();
  }

  /** What a handler throws ends in the log, after the client has its answer. */
  private void run() {
    Response.Whole result = FAULT;
    try (var _ = MDC.putCloseable("request", answer.id())) {
      result = answered();
    } catch (InterruptedException _) {
      result =
          answer.status() == 0 ? HttpServer.STOPPING.response() : DONE; // this thread ends here
    } finally {
      done.accept(result);
    }
  }

  private Response.Whole answered() throws InterruptedException {
    return switch (admitted.gzip() ? arrival.inflated() : new Gzip.Bytes(arrival.toBytes())) {
      case Gzip.Bytes(byte[] body) -> answered(admitted.to().handler().handle(request(body)));
      case Gzip.TooLarge() -> Reception.tooLarge(arrival.mostBytes()).response();
      case Gzip.Broken() ->
          HttpError.invalid(400, "invalid_encoding", "the body is not what gzip makes").response();
    };
  }

  private Response.Whole answered(Response response) throws InterruptedException {
    return switch (response) {
      case Response.Whole whole -> whole;
      case Response.Events(var headers, _) when from.method().equals(HttpMethod.HEAD) ->
          new Response.Whole(200, "text/event-stream", headers, new byte[0]);
      case Response.Events events -> {
        answer.send(whileWelcome(events));
        yield DONE;
      }
    };
  }

  /** Events have no end: who loses the key gets no more of them. */
  private Response.Events whileWelcome(Response.Events events) {
    return new Response.Events(
        events.headers(),
        client ->
            events
                .source()
                .sendTo((name, data) -> {
                  if (!admitted.welcome().getAsBoolean()) {
                    throw new InterruptedException("the key was taken away");
                  }
                  client.send(name, data);
                }));
  }

  private Request request(byte[] body) {
    Map<String, String> headers = new HashMap<>();
    from.headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    headers.put("x-request-id", answer.id());
    String path = from.path() == null ? "" : from.path();
    String query = from.query() == null ? "" : from.query();
    return new Request(
        from.method().name(),
        admitted.route(),
        admitted.to().restOf(path),
        query,
        headers,
        admitted.key(),
        body,
        arrivedNanos);
  }

  private void log(Throwable fault) {
    LoggerFactory.getLogger(Work.class)
        .atError()
        .addKeyValue("request", answer.id())
        .addKeyValue("route", admitted.route())
        .setCause(new Fault(fault))
        .log("a handler failed");
  }

  /** Where it happened, without its message, which may quote what the client has sent. */
  private static final class Fault extends Exception {
    Fault(Throwable of) {
      super(of.getClass().getName(), of.getCause() == null ? null : new Fault(of.getCause()));
      setStackTrace(of.getStackTrace());
    }
  }
}
