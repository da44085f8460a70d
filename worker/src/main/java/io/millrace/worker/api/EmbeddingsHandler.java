package io.millrace.worker.api;

import io.millrace.topology.port.Caller;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.worker.api.Admittance.Entry;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.http.Handler;
import io.millrace.worker.http.HttpError;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.keys.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;

/** Answers {@code POST /v1/embeddings}. */
final class EmbeddingsHandler implements Handler {
  static final String SPACE_HEADER = "X-Millrace-Space";

  private final ModelNames names;
  private final HttpConfig.Limits limits;
  private final TokenizingThreads threads = new TokenizingThreads();
  private final TokenBill bill;
  private final Admittance door;
  private final LongAdder encodeNanos;

  EmbeddingsHandler(
      ModelNames names, HttpConfig.Limits limits, Admittance door, LongAdder encodeNanos) {
    this.names = names;
    this.limits = limits;
    this.bill = new TokenBill(limits.requestTokens(), threads);
    this.door = door;
    this.encodeNanos = encodeNanos;
  }

  @Override
  public Response handle(Request request) throws InterruptedException {
    return switch (door.enter(request.key())) {
      case Entry.Closed(HttpError error) -> error.response();
      case Entry.Open(Runnable leave) -> {
        try {
          yield answer(request);
        } catch (RefusedException e) {
          yield e.error().response();
        } finally {
          leave.run();
        }
      }
    };
  }

  private Response answer(Request request) throws RefusedException, InterruptedException {
    Deadline deadline = Deadline.of(request, limits.requestTime());
    EmbeddingsBody body = BodyReader.read(request.body(), limits.inputs());
    Prepared prepared =
        PrepareRequest.prepare(names, body, request.header("x-millrace-space"), threads, deadline);
    List<Embedded> embedded = charged(request, prepared, deadline);
    return new Response.Whole(
        200,
        "application/json",
        Map.of(SPACE_HEADER, prepared.space().fingerprint()),
        written(prepared, body, embedded));
  }

  private byte[] written(Prepared prepared, EmbeddingsBody body, List<Embedded> embedded)
      throws RefusedException {
    long startNanos = System.nanoTime();
    try {
      return EmbeddingsWriter.write(
          prepared,
          body.encoding(),
          cut(embedded, prepared.space().dimensions()),
          embedded.stream().mapToLong(Embedded::tokens).sum(),
          body.truncate());
    } finally {
      encodeNanos.add(System.nanoTime() - startNanos);
    }
  }

  /**
   * Texts that the engine refused unseen are not paid. Others are, even if the client left or the
   * time passed: otherwise work would cost nothing as long as nobody waits for it.
   */
  private List<Embedded> charged(Request request, Prepared prepared, Deadline deadline)
      throws RefusedException, InterruptedException {
    ApiKey key = request.key();
    long tokens = bill.count(prepared, key, deadline);
    charge(key, tokens);
    WatchedEmbedder engine = new WatchedEmbedder(prepared.model().embedder());
    try {
      return embed(request, prepared.by(engine), deadline);
    } catch (RefusedException e) {
      if (tokens > 0 && !deadline.hasPassed() && !engine.mayHaveRun()) {
        door.giveBack(key, tokens);
      }
      throw e;
    }
  }

  /** On a thread of its own: without a deadline the engine waits for room as long as it takes. */
  private static List<Embedded> embed(Request request, Prepared prepared, Deadline deadline)
      throws RefusedException, InterruptedException {
    EmbedInputs inputs =
        new EmbedInputs(prepared, request.key().lane(), caller(request, deadline), deadline);
    FutureTask<List<Embedded>> task = new FutureTask<>(inputs::embed);
    Thread thread = Thread.startVirtualThread(task);
    try {
      return InTime.get(task, deadline);
    } finally {
      thread.join(); // then no text of the request is left in the engine
    }
  }

  private void charge(ApiKey key, long tokens) throws RefusedException {
    Optional<HttpError> refused = tokens == 0 ? Optional.empty() : door.charge(key, tokens);
    if (refused.isPresent()) {
      throw new RefusedException(refused.get());
    }
  }

  /** Only a deadline that the client named is a reason to refuse it early. */
  private static Caller caller(Request request, Deadline deadline) {
    return new Caller(
        request.key().account(),
        request.header(Deadline.HEADER).isPresent()
            ? OptionalLong.of(deadline.nanos())
            : OptionalLong.empty(),
        request.header("traceparent"));
  }

  private static List<float[]> cut(List<Embedded> embedded, int dimensions)
      throws RefusedException {
    List<float[]> vectors = new ArrayList<>(embedded.size());
    for (Embedded one : embedded) {
      Optional<float[]> cut = CutVector.cut(one.vector(), dimensions);
      vectors.add(cut.orElseThrow(() -> Refusals.noLength(vectors.size())));
    }
    return vectors;
  }
}
