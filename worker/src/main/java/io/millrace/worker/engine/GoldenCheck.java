package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.model.GoldenText;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.token.Tokenizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the model makes the vectors it should: those of the reference implementation, alone and
 * in a batch, and the similarities that its makers published. A model without golden texts is only
 * asked whether a batch changes its vectors.
 */
final class GoldenCheck {
  private static final Logger LOG = LoggerFactory.getLogger(GoldenCheck.class);

  /** Between a text alone and in a batch: other kernels round otherwise, a leak is far below. */
  private static final double LEAST_COSINE_OF_PROBES = 0.99;

  private static final List<String> PROBES =
      List.of("a", "Streams of text become vectors.", "Ein Satz. ".repeat(8));

  private final ModelDescriptor descriptor;
  private final List<GoldenText> golden;
  private final VectorModel model;
  private final List<int[]> rows;
  private final double leastCosine;
  private final Optional<SimilarityCheck> similarities;
  private volatile Optional<GoldenReading> last = Optional.empty();

  GoldenCheck(
      ModelDescriptor descriptor,
      List<GoldenText> golden,
      Optional<SimilarityCheck> similarities,
      Tokenizer tokenizer,
      VectorModel model,
      Fidelity fidelity) {
    this.descriptor = descriptor;
    this.golden = List.copyOf(golden);
    this.model = model;
    this.similarities = similarities;
    this.leastCosine = golden.isEmpty() ? LEAST_COSINE_OF_PROBES : fidelity.leastCosine();
    List<String> texts = golden.isEmpty() ? PROBES : textsOf(golden);
    this.rows = texts.stream().map(tokenizer::tokenize).toList();
  }

  /** Tokens of a text that the model embeds, if it embeds any. */
  int[] knownGood() {
    return rows.getFirst();
  }

  /** Says so if there is nothing to compare with. */
  void warnIfWithoutGolden() {
    if (golden.isEmpty() && similarities.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("model", descriptor.name())
          .log("No golden.json: vectors are not compared with a reference");
    }
  }

  /**
   * Runs the texts. Safe beside running batches.
   *
   * @throws ModelException if a vector differs
   */
  GoldenReading run() {
    List<float[]> alone = new ArrayList<>();
    for (int[] row : rows) {
      alone.add(vectors(model, List.of(row))[0]);
    }
    List<float[]> together = List.of(vectors(model, rows));
    GoldenReading reading = reading(alone, together);
    last = Optional.of(reading);
    requireAlike(alone, reference(alone), "alone");
    requireAlike(together, reference(alone), "in a batch");
    similarities.flatMap(SimilarityCheck::difference).ifPresent(this::fail);
    return reading;
  }

  /** What the last run found, also if it failed; empty before the first. */
  Optional<GoldenReading> last() {
    return last;
  }

  private GoldenReading reading(List<float[]> alone, List<float[]> together) {
    List<float[]> reference = reference(alone);
    double lowest =
        DoubleStream.concat(cosines(alone, reference), cosines(together, reference))
            .reduce(1, Math::min);
    return new GoldenReading(lowest, Instant.now());
  }

  private static DoubleStream cosines(List<float[]> vectors, List<float[]> reference) {
    return IntStream.range(0, vectors.size())
        .mapToDouble(i -> cosine(vectors.get(i), reference.get(i)));
  }

  /** A reference may be longer than the vectors are cut to. */
  private static double cosine(float[] vector, float[] reference) {
    return Vectors.cosine(vector, reference, vector.length);
  }

  private void fail(String difference) {
    throw new ModelException("%s: %s".formatted(descriptor.name(), difference));
  }

  private List<float[]> reference(List<float[]> alone) {
    return golden.isEmpty() ? alone : golden.stream().map(GoldenText::vector).toList();
  }

  private static List<String> textsOf(List<GoldenText> golden) {
    return golden.stream().map(GoldenText::text).toList();
  }

  /**
   * Vectors of texts that the model must be able to embed.
   *
   * @throws ModelException if the device fails
   */
  static float[][] vectors(VectorModel model, List<int[]> texts) {
    TokenTensors tensors = model.newTensors();
    tensors.layOut(texts);
    try {
      return model.run(tensors);
    } catch (OrtException e) {
      throw new ModelException("the model fails on a golden text: " + e.getMessage(), e);
    }
  }

  private void requireAlike(List<float[]> vectors, List<float[]> reference, String how) {
    for (int i = 0; i < vectors.size(); i++) {
      float[] vector = vectors.get(i);
      double cosine = cosine(vector, reference.get(i));
      // Not <, because NaN must not pass.
      if (!(cosine >= leastCosine && Vectors.isUnit(vector))) {
        throw new ModelException(
            "%s: golden text %d run %s has cosine %.5f with its reference, must be at least %s"
                .formatted(descriptor.name(), i, how, cosine, leastCosine));
      }
    }
  }
}
