package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.GoldenReading.Reference;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether the model makes the vectors it should on one device: those of the reference, alone and in
 * a batch, and the similarities that its makers published. One check at a time.
 */
final class GoldenCheck {
  private final String name;
  private final GoldenReference reference;
  private final Optional<SimilarityCheck> similarities;
  private final VectorModel model;
  private final TokenTensors tensors;
  private volatile Optional<GoldenReading> last = Optional.empty();

  /**
   * Of a device.
   *
   * @param name of the model, for people
   */
  GoldenCheck(
      String name,
      GoldenReference reference,
      Optional<SimilarityCheck> similarities,
      VectorModel model) {
    this.name = name;
    this.reference = reference;
    this.similarities = similarities;
    this.model = model;
    this.tensors = model.newTensors();
  }

  /** Tokens of a text that the model embeds, if it embeds any. */
  int[] knownGood() {
    return reference.rows().getFirst();
  }

  /**
   * Runs the texts. Safe beside running batches.
   *
   * @throws ModelException if a vector differs
   */
  synchronized GoldenReading run() {
    List<float[]> alone = new ArrayList<>();
    for (int[] row : reference.rows()) {
      alone.add(vectors(List.of(row)).getFirst());
    }
    List<float[]> together = vectors(reference.rows());
    List<float[]> expected = reference.vectors(alone);
    double lowest = Math.min(lowestCosine(alone, expected), lowestCosine(together, expected));
    // Until all is passed, the time is that of the check before.
    last = last.map(before -> reading(lowest, before.time()));
    requireAlike(alone, expected, "alone");
    requireAlike(together, expected, "in a batch");
    similarities.flatMap(SimilarityCheck::difference).ifPresent(this::fail);
    GoldenReading passed = reading(lowest, Instant.now());
    last = Optional.of(passed);
    return passed;
  }

  /** What the last run found, also if it failed; empty before the first. */
  Optional<GoldenReading> last() {
    return last;
  }

  /** What the vectors are held against. */
  Reference reference() {
    if (reference.isGiven()) {
      return Reference.GOLDEN_TEXTS;
    }
    return similarities.isPresent() ? Reference.PUBLISHED : Reference.OWN;
  }

  private GoldenReading reading(double lowest, Instant time) {
    return new GoldenReading(lowest, time, reference());
  }

  private static double lowestCosine(List<float[]> vectors, List<float[]> expected) {
    return IntStream.range(0, vectors.size())
        .mapToDouble(i -> cosine(vectors.get(i), expected.get(i)))
        .reduce(1, Math::min);
  }

  /** A reference may be longer than the vectors are cut to. */
  private static double cosine(float[] vector, float[] expected) {
    return Vectors.cosine(vector, expected, vector.length);
  }

  private List<float[]> vectors(List<int[]> texts) {
    tensors.layOut(texts);
    try {
      return List.of(model.run(tensors));
    } catch (OrtException e) {
      throw new ModelException("the model fails on a golden text: " + e.getMessage(), e);
    }
  }

  private void requireAlike(List<float[]> vectors, List<float[]> expected, String how) {
    for (int i = 0; i < vectors.size(); i++) {
      float[] vector = vectors.get(i);
      double cosine = cosine(vector, expected.get(i));
      // Not <, because NaN must not pass.
      if (!(cosine >= reference.leastCosine() && Vectors.isUnit(vector))) {
        fail(
            "golden text %d run %s has cosine %.5f with its reference, must be at least %s"
                .formatted(i, how, cosine, reference.leastCosine()));
      }
    }
  }

  private void fail(String difference) {
    throw new ModelException("%s: %s".formatted(name, difference));
  }
}
