package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.engine.model.GoldenSimilarities;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.token.Tokenizer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model that turns one query and two documents into vectors of its own. */
class SimilarityCheckTest {
  private static final float[] QUERY = {1, 0};
  private static final float[] NEAR = {0.8f, 0.6f};
  private static final float[] FAR = {0, 1};

  @Test
  void publishedSimilaritiesPass() throws IOException {
    assertThat(check(List.of(0.805, -0.002), QUERY, NEAR, FAR).difference()).isEmpty();
  }

  @Test
  void otherSimilarityIsNamed() throws IOException {
    assertThat(check(List.of(0.8, 0.3), QUERY, NEAR, FAR).difference())
        .hasValue(
            "query 0 and document 1 have similarity 0.0000, the card of Known says 0.3000, give"
                + " or take 0.01");
  }

  @Test
  void weightsThatMayBeOthersAreToldHowToSaySo() throws IOException {
    assertThat(check(false, List.of(0.8, 0.3), QUERY, NEAR, FAR).difference().orElseThrow())
        .endsWith("; weights that are not that model's need a golden.json beside them");
  }

  @Test
  void notANumberIsADifference() throws IOException {
    assertThat(check(List.of(0.8, 0.0), QUERY, NEAR, new float[] {Float.NaN, 1}).difference())
        .isPresent();
  }

  private static SimilarityCheck check(List<Double> cosines, float[]... vectors)
      throws IOException {
    return check(true, cosines, vectors);
  }

  private static SimilarityCheck check(boolean isCertain, List<Double> cosines, float[]... vectors)
      throws IOException {
    var golden =
        new GoldenSimilarities(
            "Known", isCertain, List.of("q"), List.of("a", "b"), List.of(cosines));
    VectorModel model = tensors -> vectors;
    try (Tokenizer tokenizer = TestModels.tokenizer()) {
      return new SimilarityCheck(golden, tokenizer, model, 0.01);
    }
  }
}
