package io.millrace.worker.check;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.VectorSpace;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A model of four tokens a word, whose vectors follow from the text. */
final class WordEmbedder implements Embedder {
  static final int TOKENS_OF_WORD = 4;
  static final int DIMENSIONS = 3;
  static final VectorSpace SPACE = new VectorSpace("words", "1", "none", "", DIMENSIONS, true);

  static int words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
  }

  static float[] vector(String text) {
    Random random = new Random(text.hashCode());
    double[] drawn = random.doubles(DIMENSIONS, -1, 1).toArray();
    double squares = 0;
    for (double value : drawn) {
      squares += value * value;
    }
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) (drawn[i] / Math.sqrt(squares));
    }
    return vector;
  }

  @Override
  public VectorSpace space() {
    return SPACE;
  }

  @Override
  public int windowTokens() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int countTokens(String text) {
    return words(text) * TOKENS_OF_WORD;
  }

  @Override
  public Embedder forTask(String instruction) {
    throw new IllegalArgumentException("words take no instruction");
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    return Optional.of(submit(request));
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request) {
    String text = ((Text) request.input()).text();
    return CompletableFuture.completedFuture(new Embedded(vector(text), countTokens(text)));
  }
}
