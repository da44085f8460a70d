package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.GoldenReading.Reference;
import io.millrace.worker.engine.model.GoldenText;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.token.Tokenizer;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A device that gives every text the same vector, until it makes another. */
class GoldenReferenceTest {
  private float[] vector = {1, 0};
  private final VectorModel device =
      tensors -> {
        float[][] vectors = new float[tensors.rows()][];
        Arrays.fill(vectors, vector);
        return vectors;
      };

  @Test
  void vectorsThatChangeAreNoticedWithoutGoldenTexts() throws IOException {
    GoldenCheck check = check(List.of());
    check.run();

    vector = new float[] {0, 1};

    assertThatThrownBy(check::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has cosine 0.0");
    assertThat(check.reference()).isEqualTo(Reference.OWN);
  }

  @Test
  void failedCheckKeepsTheTimeOfTheOneThatPassed() throws IOException {
    GoldenCheck check = check(List.of(new GoldenText("a lake", new float[] {1, 0})));
    Instant passed = check.run().time();

    vector = new float[] {0, 1};

    assertThatThrownBy(check::run).isInstanceOf(ModelException.class);
    assertThat(check.last()).hasValue(new GoldenReading(0, passed, Reference.GOLDEN_TEXTS));
  }

  @Test
  void vectorThatIsNotANumberIsNoReference() throws IOException {
    GoldenCheck check = check(List.of());
    vector = new float[] {Float.NaN, 0};

    assertThatThrownBy(check::run).isInstanceOf(ModelException.class);
  }

  private GoldenCheck check(List<GoldenText> golden) throws IOException {
    try (Tokenizer tokenizer = TestModels.tokenizer()) {
      var reference = GoldenReference.of(golden, tokenizer, Fidelity.of(Optional.empty()));
      return new GoldenCheck("test", reference, Optional.empty(), device);
    }
  }
}
