package io.millrace.worker.engine;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.model.GoldenText;
import io.millrace.worker.engine.token.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a model is asked for again and again, and the vectors that every device has to make of
 * them: the reference implementation's, or without those what the first device made of them when it
 * was asked first. Thread safe.
 */
final class GoldenReference {
  /** Between a text alone and in a batch: other kernels round otherwise, a leak is far below. */
  private static final double LEAST_COSINE_OF_PROBES = 0.99;

  private static final List<String> PROBES =
      List.of("a", "Streams of text become vectors.", "Ein Satz. ".repeat(8));

  private final List<int[]> rows;
  private final double leastCosine;
  private final boolean isGiven;
  private final AtomicReference<@Nullable List<float[]>> vectors = new AtomicReference<>();

  private GoldenReference(List<int[]> rows, double leastCosine, Optional<List<float[]>> given) {
    this.rows = rows;
    this.leastCosine = leastCosine;
    this.isGiven = given.isPresent();
    given.ifPresent(vectors::set);
  }

  /** Of a model, whose golden texts may be none. */
  static GoldenReference of(List<GoldenText> golden, Tokenizer tokenizer, Fidelity fidelity) {
    return golden.isEmpty()
        ? new GoldenReference(
            PROBES.stream().map(tokenizer::tokenize).toList(),
            LEAST_COSINE_OF_PROBES,
            Optional.empty())
        : new GoldenReference(
            golden.stream().map(GoldenText::text).map(tokenizer::tokenize).toList(),
            fidelity.leastCosine(),
            Optional.of(golden.stream().map(GoldenText::vector).toList()));
  }

  /** Tokens of each text. */
  List<int[]> rows() {
    return rows;
  }

  /** Least cosine of a vector with its reference. */
  double leastCosine() {
    return leastCosine;
  }

  /** Whether the vectors are not the model's own. */
  boolean isGiven() {
    return isGiven;
  }

  /**
   * The vectors to make, one a text; they may be longer than the model's are cut to.
   *
   * @param made of each text alone; they are the reference from now on if there is none yet
   */
  List<float[]> vectors(List<float[]> made) {
    vectors.compareAndSet(null, List.copyOf(made));
    return requireNonNull(vectors.get());
  }
}
