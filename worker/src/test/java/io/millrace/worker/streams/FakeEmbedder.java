package io.millrace.worker.streams;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbedderBrokenException;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.VectorSpace;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model whose tokens are words and whose vectors follow from the text. May be broken. */
final class FakeEmbedder implements Embedder {
  static final String REFUSED = "unspeakable";
  private static final int DIMENSIONS = 8;

  private final AtomicInteger embedded = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile CompletableFuture<Boolean> hangs = CompletableFuture.completedFuture(true);
  private volatile @Nullable EmbedderUnavailableException outage;

  void breakDown() {
    outage = new EmbedderUnavailableException("no device", null);
  }

  void breakDownForGood() {
    outage = new EmbedderBrokenException("the device fell off the bus", null);
  }

  /** From now on texts wait for {@link #mend}. */
  void hang() {
    hangs = new CompletableFuture<>();
  }

  void mend() {
    outage = null;
    hangs.complete(true);
  }

  /** Texts embedded so far. */
  int embedded() {
    return embedded.get();
  }

  /** Texts that came while it was broken. */
  int failures() {
    return failures.get();
  }

  @Override
  public VectorSpace space() {
    return new VectorSpace("fake", "1", "none", "", DIMENSIONS, true);
  }

  @Override
  public int windowTokens() {
    return 16;
  }

  @Override
  public int countTokens(String text) {
    return words(text);
  }

  static int words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
  }

  @Override
  public Embedder forTask(String instruction) {
    throw new IllegalArgumentException("fake takes no instruction");
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    return Optional.of(submit(request));
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request) {
    EmbedderUnavailableException why = outage;
    if (why != null) {
      failures.incrementAndGet();
      return CompletableFuture.failedFuture(why);
    }
    if (text(request).contains(REFUSED)) {
      return CompletableFuture.completedFuture(
          new EmbeddingResult.Refused(EmbeddingResult.Reason.NO_VECTOR, "NaN"));
    }
    embedded.incrementAndGet();
    return hangs.thenApply(
        _ -> new EmbeddingResult.Embedded(vector(text(request)), words(text(request))));
  }

  private static float[] vector(String text) {
    Random random = new Random(text.hashCode());
    float[] vector = new float[DIMENSIONS];
    double squares = 0;
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) random.nextGaussian();
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) (vector[i] / Math.sqrt(squares));
    }
    return vector;
  }

  private static String text(EmbeddingRequest request) {
    return ((EmbeddingRequest.Text) request.input()).text();
  }
}
