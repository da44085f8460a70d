package io.millrace.worker.api;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.VectorSpace;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An engine as one request sees it, which knows whether it may have run any of the texts. */
final class WatchedEmbedder implements Embedder {
  private final Embedder engine;
  private final Queue<CompletableFuture<EmbeddingResult>> submitted = new ConcurrentLinkedQueue<>();

  WatchedEmbedder(Embedder engine) {
    this.engine = engine;
  }

  /**
   * Whether any text may have been on the device: one that was cancelled may, because it is not
   * known where it was.
   */
  boolean mayHaveRun() {
    return !submitted.stream().allMatch(WatchedEmbedder::isRefusedUnseen);
  }

  private static boolean isRefusedUnseen(CompletableFuture<EmbeddingResult> text) {
    return text.state() == CompletableFuture.State.SUCCESS
        && text.resultNow() instanceof Refused refused
        && isUnseen(refused);
  }

  private static boolean isUnseen(Refused refused) {
    return switch (refused.reason()) {
      case EMPTY, TOO_LONG, UNKNOWN_TOKEN, NO_INSTRUCTIONS, NOT_TOKENIZABLE, LATE -> true;
      case NO_VECTOR, OUT_OF_MEMORY -> false;
    };
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request)
      throws InterruptedException {
    return watched(engine.submit(request));
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    return engine.offer(request).map(this::watched);
  }

  private CompletableFuture<EmbeddingResult> watched(CompletableFuture<EmbeddingResult> text) {
    submitted.add(text);
    return text;
  }

  @Override
  public VectorSpace space() {
    return engine.space();
  }

  @Override
  public int windowTokens() {
    return engine.windowTokens();
  }

  @Override
  public int countTokens(String text) {
    return engine.countTokens(text);
  }

  @Override
  public Embedder forTask(String instruction) {
    return engine.forTask(instruction);
  }
}
