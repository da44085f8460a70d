package io.millrace.worker.reembed;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.VectorSpace;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A model that counts characters as tokens and is never asked for a vector. */
record CountingEmbedder(String model) implements Embedder {
  @Override
  public VectorSpace space() {
    return new VectorSpace(model, "1", "none", "", 2, true);
  }

  @Override
  public int windowTokens() {
    return 16;
  }

  @Override
  public int countTokens(String text) {
    return text.length();
  }

  @Override
  public Embedder forTask(String instruction) {
    return new CountingEmbedder(model + instruction);
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request) {
    return CompletableFuture.failedFuture(new EmbedderUnavailableException("it only counts", null));
  }
}
