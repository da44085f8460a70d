package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.qwen3.Reference.Case;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The graph's vectors are those of sentence-transformers, whatever runs beside a text. */
class Qwen3ParityTest {
  private static final double LEAST_COSINE = 0.99999;
  private static final int HIDDEN = 64;

  private static List<Case> cases;
  private static List<int[]> tokens;
  private static OnnxModel model;

  @BeforeAll
  static void open() throws IOException {
    cases = Reference.cases();
    tokens = Reference.tokens(cases);
    model = Reference.open(TinyQwen3.folder(), Optional.empty(), HIDDEN);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void referenceReachesFromOneTokenToFourThousand() {
    assertThat(cases).extracting(Case::tokens).contains(1).anyMatch(length -> length > 3900);
  }

  /**
   * What published similarities are held against, however short the vectors are that are served.
   */
  @Test
  void uncutVectorsOfACutModelAreWhole() throws OrtException {
    try (OnnxModel cut = Reference.open(TinyQwen3.folder(), Optional.empty(), 32)) {
      TokenTensors tensors = cut.newTensors();
      tensors.layOut(tokens);

      float[][] vectors = cut.runUncut(tensors);

      for (int i = 0; i < cases.size(); i++) {
        assertThat(vectors[i]).hasSize(HIDDEN);
        assertThat(Reference.cosine(vectors[i], cases.get(i).vector(HIDDEN)))
            .isGreaterThan(LEAST_COSINE);
      }
    }
  }

  @Test
  void textAloneHasItsReferenceVector() throws OrtException {
    for (int i = 0; i < cases.size(); i++) {
      float[] vector = Reference.run(model, List.of(tokens.get(i)))[0];

      assertIsReference(vector, i, HIDDEN);
    }
  }

  @Test
  void mixedBatchesChangeNothing() throws OrtException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      order.add(i);
    }
    for (int round = 0; round < 3; round++) {
      Collections.shuffle(order, random);
      List<Integer> some = order.subList(0, 8);
      float[][] vectors = Reference.run(model, some.stream().map(tokens::get).toList());

      for (int row = 0; row < vectors.length; row++) {
        assertIsReference(vectors[row], some.get(row), HIDDEN);
        float[] alone = Reference.run(model, List.of(tokens.get(some.get(row))))[0];
        assertThat(vectors[row]).usingComparatorWithPrecision(1e-5f).containsExactly(alone);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 48})
  void cutVectorsAreNormalizedAgain(int dimensions) throws OrtException {
    try (OnnxModel cut = Reference.open(TinyQwen3.folder(), Optional.empty(), dimensions)) {
      float[][] vectors = Reference.run(cut, tokens.subList(0, 6));

      for (int row = 0; row < vectors.length; row++) {
        assertIsReference(vectors[row], row, dimensions);
        assertThat(Reference.cosine(vectors[row], vectors[row])).isEqualTo(1, within(1e-6));
      }
    }
  }

  private static void assertIsReference(float[] vector, int number, int dimensions) {
    assertThat(vector).hasSize(dimensions);
    assertThat(Reference.cosine(vector, cases.get(number).vector(dimensions)))
        .as("case %d of %d tokens", number, cases.get(number).tokens())
        .isGreaterThanOrEqualTo(LEAST_COSINE);
  }
}
