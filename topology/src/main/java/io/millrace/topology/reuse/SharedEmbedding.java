package io.millrace.topology.reuse;

import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.Lane;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An embedding that several wait for. Each has a future of its own to cancel; when all have given
 * up, the text is taken back from the engine.
 */
final class SharedEmbedding {
  private final CompletableFuture<EmbeddingResult> embedding;
  private final Lane lane;
  private int waiting;
  private boolean givenUp;

  SharedEmbedding(CompletableFuture<EmbeddingResult> embedding, Lane lane) {
    this.embedding = embedding;
    this.lane = lane;
  }

  /**
   * One more waits; null when the embedding is given up or failed, or waits in a less urgent lane
   * than the new one would.
   */
  synchronized @Nullable CompletableFuture<EmbeddingResult> join(Lane newLane) {
    if (lane.compareTo(newLane) > 0 || givenUp || embedding.isCompletedExceptionally()) {
      return null;
    }
    waiting++;
    CompletableFuture<EmbeddingResult> mine = embedding.copy();
    var _ =
        mine.whenComplete((result, failure) -> {
          if (mine.isCancelled() && !embedding.isDone()) {
            leave();
          }
        });
    return mine;
  }

  private void leave() {
    if (isLast()) {
      embedding.cancel(false);
    }
  }

  private synchronized boolean isLast() {
    waiting--;
    givenUp |= waiting == 0;
    return waiting == 0;
  }
}
