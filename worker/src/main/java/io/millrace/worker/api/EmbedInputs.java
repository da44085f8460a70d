package io.millrace.worker.api;

import io.millrace.topology.port.Caller;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Has all inputs of a request embedded: each or none. Nothing of a request that would be late as a
 * whole is begun. The first that fails, the deadline, and an interrupt take the rest out of the
 * queue. Used once, by one thread.
 */
final class EmbedInputs {
  private final Prepared request;
  private final Lane lane;
  private final Caller caller;
  private final Deadline deadline;
  private final List<CompletableFuture<EmbeddingResult>> results;
  private final AtomicInteger missing;

  /** Completes when no more has to be waited for. */
  private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();

  EmbedInputs(Prepared request, Lane lane, Caller caller, Deadline deadline) {
    this.request = request;
    this.lane = lane;
    this.caller = caller;
    this.deadline = deadline;
    this.results = new ArrayList<>(request.inputs().size());
    this.missing = new AtomicInteger(request.inputs().size());
  }

  /** Their embeddings, in order. */
  List<Embedded> embed() throws RefusedException, InterruptedException {
    List<EmbeddingRequest> texts =
        request.inputs().stream().map(input -> new EmbeddingRequest(input, lane, caller)).toList();
    Optional<Refused> late = request.model().texts().late(texts);
    if (late.isPresent()) {
      throw Refusals.of(0, late.get(), deadline);
    }
    return embed(texts);
  }

  private List<Embedded> embed(List<EmbeddingRequest> texts)
      throws RefusedException, InterruptedException {
    try {
      submit(texts);
      settled.get(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
      return embedded();
    } catch (TimeoutException e) {
      throw Refusals.timeout(deadline);
    } catch (ExecutionException | EmbedderUnavailableException e) {
      throw Refusals.unavailable();
    } finally {
      results.forEach(result -> result.cancel(false));
    }
  }

  private void submit(List<EmbeddingRequest> texts) throws InterruptedException {
    for (EmbeddingRequest text : texts) {
      if (settled.isDone()) {
        return;
      }
      CompletableFuture<EmbeddingResult> result = request.model().embedder().submit(text);
      results.add(result);
      var _ = result.whenComplete(this::settle);
    }
  }

  /** On a thread of the engine. */
  private void settle(@Nullable EmbeddingResult result, @Nullable Throwable failure) {
    if (failure != null) {
      settled.completeExceptionally(failure);
    } else if (result instanceof Refused || missing.decrementAndGet() == 0) {
      settled.complete(null);
    }
  }

  private List<Embedded> embedded() throws RefusedException {
    List<Embedded> embedded = new ArrayList<>(results.size());
    for (int i = 0; i < results.size(); i++) {
      CompletableFuture<EmbeddingResult> result = results.get(i);
      switch (result.state()) {
        case SUCCESS -> embedded.add(embedded(i, result.resultNow()));
        case FAILED, CANCELLED -> throw Refusals.unavailable();
        // Nobody waits for it, because a later one was refused.
        case RUNNING -> {}
      }
    }
    return embedded;
  }

  private Embedded embedded(int index, EmbeddingResult result) throws RefusedException {
    return switch (result) {
      case Embedded embedded -> embedded;
      case Refused refused -> throw Refusals.of(index, refused, deadline);
    };
  }
}
