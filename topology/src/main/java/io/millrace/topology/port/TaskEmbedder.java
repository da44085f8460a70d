package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingRequest.Text;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;

/**
 * An engine whose documents are embedded for a task.
 *
 * @param engine takes the texts
 * @param space of the vectors, with the task in its prompt
 * @param tokens of a document, the task included
 */
public record TaskEmbedder(
    Embedder engine, String instruction, VectorSpace space, ToIntFunction<String> tokens)
    implements Embedder {
  public TaskEmbedder {
    requireNonNull(engine, "engine");
    requireNonNull(instruction, "instruction");
    requireNonNull(space, "space");
    requireNonNull(tokens, "tokens");
  }

  @Override
  public int windowTokens() {
    return engine.windowTokens();
  }

  @Override
  public int countTokens(String text) {
    return tokens.applyAsInt(text);
  }

  @Override
  public Embedder forTask(String other) {
    return engine.forTask(other);
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    return engine.offer(instructed(request));
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request)
      throws InterruptedException {
    return engine.submit(instructed(request));
  }

  private EmbeddingRequest instructed(EmbeddingRequest request) {
    return request.input() instanceof Text text && text.role() == Role.DOCUMENT
        ? new EmbeddingRequest(
            new Text(text.text(), Role.DOCUMENT, Optional.of(instruction)),
            request.lane(),
            request.caller())
        : request;
  }
}
