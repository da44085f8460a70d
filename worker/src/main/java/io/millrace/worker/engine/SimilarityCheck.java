package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.model.GoldenSimilarities;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.token.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the model finds texts as similar as its makers say. One check at a time. */
final class SimilarityCheck {
  private final GoldenSimilarities golden;
  private final VectorModel model;
  private final double tolerance;
  private final List<int[]> rows;
  private final TokenTensors tensors;

  /**
   * Tokenizes the texts.
   *
   * @param tolerance most that a cosine may differ
   */
  SimilarityCheck(
      GoldenSimilarities golden, Tokenizer tokenizer, VectorModel model, double tolerance) {
    this.golden = golden;
    this.model = model;
    this.tolerance = tolerance;
    this.rows =
        Stream.concat(golden.queries().stream(), golden.documents().stream())
            .map(tokenizer::tokenize)
            .toList();
    this.tensors = model.newTensors();
  }

  /**
   * What differs, in words; empty if nothing does.
   *
   * @throws ModelException if the device fails
   */
  Optional<String> difference() {
    float[][] vectors = vectors();
    int queries = golden.queries().size();
    for (int query = 0; query < queries; query++) {
      for (int document = 0; document < golden.documents().size(); document++) {
        float[] vector = vectors[query];
        double cosine = Vectors.cosine(vector, vectors[queries + document], vector.length);
        double expected = golden.cosines().get(query).get(document);
        // Not >, because NaN must not pass.
        if (!(Math.abs(cosine - expected) <= tolerance)) {
          return Optional.of(
              "query %d and document %d have similarity %.4f, the card of %s says %.4f, give or take %s%s"
                  .formatted(
                      query, document, cosine, golden.model(), expected, tolerance, advice()));
        }
      }
    }
    return Optional.empty();
  }

  /** Published figures are of whole vectors, whatever the model's are cut to. */
  private float[][] vectors() {
    tensors.layOut(rows);
    try {
      return model.runUncut(tensors);
    } catch (OrtException e) {
      throw new ModelException("the model fails on a golden text: " + e.getMessage(), e);
    }
  }

  private String advice() {
    return golden.isCertain()
        ? ""
        : "; weights that are not that model's need a golden.json beside them";
  }
}
