package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A text from its admission to its result.
 *
 * @param enteredNanos when it was admitted
 */
record TextInFlight(
    EmbeddingRequest request,
    TokenCharge charge,
    long enteredNanos,
    CompletableFuture<EmbeddingResult> result) {
  TextInFlight(EmbeddingRequest request, TokenCharge charge, long enteredNanos) {
    this(request, charge, enteredNanos, new CompletableFuture<>());
  }

  /** Whether nobody waits for it any more: cancelled, refused or failed. */
  boolean isSettled() {
    return result.isDone();
  }

  /** After which nobody waits for it any more. */
  OptionalLong deadlineNanos() {
    return request.caller().deadlineNanos();
  }

  /** Whether its deadline has passed. */
  boolean isLate(long nowNanos) {
    OptionalLong deadline = deadlineNanos();
    return deadline.isPresent() && deadline.getAsLong() - nowNanos <= 0;
  }

  // Two texts in flight are never the same one, whatever they say.

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
