package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.model.GoldenText;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.token.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  void run() {
    List<float[]> alone = new ArrayList<>();
    for (int[] row : rows) {
      alone.add(vectors(model, List.of(row))[0]);
    }
    requireAlike(alone, reference(alone), "alone");
    requireAlike(List.of(vectors(model, rows)), reference(alone), "in a batch");
    similarities.flatMap(SimilarityCheck::difference).ifPresent(this::fail);
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
      double cosine = Vectors.cosine(vector, reference.get(i), vector.length);
      // Not <, because NaN must not pass.
      if (!(cosine >= leastCosine && Vectors.isUnit(vector))) {
        throw new ModelException(
            "%s: golden text %d run %s has cosine %.5f with its reference, must be at least %s"
                .formatted(descriptor.name(), i, how, cosine, leastCosine));
      }
    }
  }
}
