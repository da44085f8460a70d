package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.quant.WeightCache;
import io.millrace.worker.engine.qwen3.Reference.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fewer bits cost a little of the cosine, and not more. The bounds hold for this tiny network,
 * whose random weights have no redundancy; published models lose far less.
 */
class Qwen3PrecisionTest {
  private static final int HIDDEN = 64;

  @TempDir Path folder;

  @BeforeEach
  void copyTheCheckpoint() throws IOException {
    TinyQwen3.copyTo(folder);
  }

  /** Random weights have no structure that 4 bits could keep: real ones fare better. */
  @ParameterizedTest
  @CsvSource({"FP32, 0.99999", "INT8, 0.999", "INT4, 0.86", "NF4, 0.88"})
  void vectorsStayNearTheReference(Precision precision, double leastCosine)
      throws IOException, OrtException {
    List<Case> cases = Reference.cases();
    List<int[]> tokens = Reference.tokens(cases);
    try (OnnxModel model = Reference.open(folder, Optional.of(precision), HIDDEN)) {
      double least = 1;
      for (int i = 0; i < cases.size(); i++) {
        float[] vector = Reference.run(model, List.of(tokens.get(i)))[0];
        least = Math.min(least, Reference.cosine(vector, cases.get(i).vector(HIDDEN)));
      }
      System.out.printf("%s: least cosine %.6f%n", precision.label(), least);
      assertThat(least).isGreaterThanOrEqualTo(leastCosine);
    }
  }

  @Test
  void secondStartTakesTheConvertedWeightsAgain() throws IOException {
    Reference.open(folder, Optional.of(Precision.INT8), HIDDEN).close();
    Path cache = folder.resolve(WeightCache.FOLDER);
    List<Path> converted = files(cache);
    Reference.open(folder, Optional.of(Precision.INT8), HIDDEN).close();

    assertThat(converted).isNotEmpty();
    assertThat(files(cache)).isEqualTo(converted);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }
}
