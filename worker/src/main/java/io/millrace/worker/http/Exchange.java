package io.millrace.worker.http;

import io.millrace.worker.http.Reception.Admitted;
import io.millrace.worker.http.Reception.Refused;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request, from its head to the last byte of its answer. Owned by the server's thread; its
 * handler is interrupted when the client leaves.
 */
final class Exchange implements Arrival.Listener {
  /** A small rest is read, so that the connection can go on. */
  private static final long SMALL_REST_BYTES = 64 << 10;

  /**
   * How long the rest of a refused body is read before its connection is closed: a client that
   * still writes would lose the answer.
   */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Of HTTP/2. */
  private static final long CANCEL = 8;

  private final Exchanges all;
  private final HttpServerRequest from;
  private final ConnectionWatch watch;
  private final Reception.Decision decision;
  private final Arrival arrival;
  private final Answer answer;
  private final long beganNanos = System.nanoTime();
  private final BodyMemory.Share memory;
  private final Delivery delivery;
  private @Nullable Work work;
  private long lastNanos;
  private boolean refused;
  private boolean bodyEnded;
  private boolean closes;
  private boolean over;

  Exchange(Exchanges all, HttpServerRequest from, ConnectionWatch watch) {
    this.all = all;
    this.from = from;
    this.watch = watch;
    long since = watch.requestBegins();
    lastNanos = since + all.times().bodyNanos();
    decision = all.reception().decide(from);
    memory = all.room().shareFor(from.headers());
    long mostBytes = decision.takesBody() ? all.bodyBytes() : 0;
    arrival = new Arrival(from, all.loop(), memory, mostBytes, lastNanos);
    answer =
        new Answer(from, RequestId.of(from.getHeader(RequestId.HEADER)), all.times().idleNanos());
    delivery = new Delivery(answer, all.room(), all.times());
    from.response().exceptionHandler(_ -> left()).closeHandler(_ -> left());
  }

  /** Answers at once, or begins to read. */
  void begin() {
    if (over || refused) {
      return; // its body was late while it waited
    }
    switch (decision) {
      case Admitted _ -> {
        arrival.begin(this);
        answer.sayContinue();
      }
      case Refused(_, Response.Whole why) -> refuse(why, restIsSmall() ? 0 : LINGER_NANOS);
    }
  }

  private boolean restIsSmall() {
    long length = ContentLength.of(from.headers());
    boolean none = length < 0 && from.getHeader("Transfer-Encoding") == null;
    return (none || (length >= 0 && length <= SMALL_REST_BYTES))
        && from.getHeader("Expect") == null;
  }

  @Override
  public void isTooLarge() {
    refuse(Reception.tooLarge(arrival.mostBytes()).response(), LINGER_NANOS);
  }

  /**
   * Answers before the body has arrived.
   *
   * @param lingerNanos how long to read on before the connection is closed; 0: it goes on
   */
  private void refuse(Response.Whole why, long lingerNanos) {
    refused = true;
    from.handler(_ -> {});
    from.endHandler(_ -> bodyEnds());
    if (lingerNanos != 0) {
      closes = from.version() != HttpVersion.HTTP_2;
      lastNanos = System.nanoTime() + lingerNanos;
    }
    send(why);
  }

  private void bodyEnds() {
    bodyEnded = true;
    endIfDone();
  }

  @Override
  public void arrived() {
    bodyEnded = true;
    if (!over && !refused && decision instanceof Admitted admitted) {
      work =
          new Work(
              from,
              admitted,
              arrival,
              answer,
              beganNanos,
              whole -> all.loop().execute(() -> worked(whole)));
      work.start();
    }
  }

  private void worked(Response.Whole whole) {
    work = null;
    if (over) {
      release();
    } else {
      send(whole);
    }
  }

  private void send(Response.Whole whole) {
    memory.release();
    closes |= all.areClosing() && from.version() != HttpVersion.HTTP_2;
    delivery.send(whole, closes, this::endIfDone);
    report(answer.status());
  }

  private void endIfDone() {
    if (delivery.isDone() && bodyEnded) {
      end();
    }
  }

  private void report(int status) {
    all.observer()
        .answered(
            Answer.methodOf(from),
            decision.route(),
            status,
            System.nanoTime() - beganNanos,
            arrival.size(),
            answer.size());
  }

  /** The connection or the stream is closed. */
  private void left() {
    if (over) {
      return;
    }
    if (answer.status() == 0) {
      report(RequestObserver.CLIENT_LEFT);
    } else if (work != null) {
      report(answer.status()); // who listens to events leaves when it likes
    }
    bodyEnded = true;
    closes = false;
    end();
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    watch.requestEnds();
    if (work == null) {
      release();
    } else {
      work.interrupt();
    }
    if (closes) {
      var _ = from.connection().close();
    }
  }

  private void release() {
    memory.release();
    delivery.release();
    all.remove(this);
  }

  /** Looks whether its client takes too long. */
  void look(long nowNanos) {
    if (!bodyEnded && !refused && arrival.isLate(nowNanos)) {
      refuse(ArrivalTimes.LATE.response(), 1);
    } else if (delivery.isDone() && !bodyEnded && nowNanos - lastNanos > 0) {
      giveUpOnRest();
    } else if (delivery.isLate(nowNanos)) {
      giveUpOnAnswer();
    }
  }

  /** The client takes it too slowly, or not at all. */
  private void giveUpOnAnswer() {
    if (from.version() == HttpVersion.HTTP_2) {
      var _ = from.response().reset(CANCEL);
    } else {
      watch.close();
    }
    left();
  }

  private void giveUpOnRest() {
    if (from.version() == HttpVersion.HTTP_2) {
      var _ = from.response().reset(0);
    } else {
      closes = true;
    }
    end();
  }

  boolean isWorking() {
    return work != null;
  }

  /** What has no end of its own ends now; what is still arriving would only be refused then. */
  void serverCloses() {
    if (work != null && answer.status() != 0) {
      work.interrupt();
    } else if (work == null && !over && !refused && !delivery.hasBegun()) {
      refuse(HttpServer.STOPPING.response(), LINGER_NANOS);
    }
  }

  /** Its handler answers that the server stops. */
  void interrupt() {
    if (work != null) {
      work.interrupt();
    }
  }
}
