package io.millrace.worker.engine.onnx;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.quant.ConvertedWeight;
import io.millrace.worker.engine.quant.ConvertedWeights;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.quant.WeightCache;
import io.millrace.worker.engine.quant.WeightFormat;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.SafetensorsWriter;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * ONNX Runtime multiplies with quantized weights as with those they were made from: the layout is
 * the operator's. Any other would give a cosine near 0.
 */
class QuantizedMatMulTest {
  private static final int OUTPUTS = 96;
  private static final int TEXTS = 5;
  private static final int THREADS = 2;

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "INT8, BF16, 256, 32, 0.9999, 0.035",
    "INT8, F32, 256, 128, 0.9999, 0.035",
    "INT8, F16, 160, 128, 0.9999, 0.035",
    "INT4, BF16, 256, 32, 0.99, 0.3",
    "INT4, F32, 256, 128, 0.985, 0.5",
    "INT4, BF16, 160, 128, 0.985, 0.5"
  })
  void matMulNBits(
      Precision precision, DType stored, int inputs, int block, double cosine, double error)
      throws IOException, OrtException {
    float[][] w = random(OUTPUTS, inputs, 1);
    float[][] a = random(TEXTS, inputs, 2);
    ConvertedWeight weight = convert(w, stored, new WeightFormat(precision, block, DType.F32));
    Map<String, Long> attributes =
        Map.of(
            "K", (long) inputs,
            "N", (long) OUTPUTS,
            "bits", precision == Precision.INT8 ? 8L : 4L,
            "block_size", (long) block);

    float[][] y = new OneNodeModel(folder(), "MatMulNBits", attributes, parts(weight)).run(a);

    assertClose(y, product(a, w), cosine, error);
  }

  @ParameterizedTest
  @CsvSource({"BF16, 256, 64", "F32, 256, 128", "F16, 96, 64"})
  void matMulBnb4(DType stored, int inputs, int block) throws IOException, OrtException {
    float[][] w = random(OUTPUTS, inputs, 3);
    float[][] a = random(TEXTS, inputs, 4);
    ConvertedWeight weight = convert(w, stored, new WeightFormat(Precision.NF4, block, DType.F32));
    Map<String, Long> attributes =
        Map.of(
            "K", (long) inputs,
            "N", (long) OUTPUTS,
            "quant_type", 1L,
            "block_size", (long) block);

    float[][] y = new OneNodeModel(folder(), "MatMulBnb4", attributes, parts(weight)).run(a);

    assertClose(y, product(a, w), 0.985, 0.4);
  }

  /** What one wrong nibble would hide: a weight that is exactly on a level comes back exactly. */
  @Test
  void weightsOnALevelAreExact() throws IOException, OrtException {
    int inputs = 64;
    float[][] w = new float[OUTPUTS][inputs];
    Random random = new Random(5);
    for (float[] row : w) {
      for (int i = 0; i < inputs; i++) {
        row[i] = (random.nextInt(15) - 7) / 8f;
      }
      row[0] = -1;
      row[32] = -1;
    }
    float[][] a = random(TEXTS, inputs, 6);
    ConvertedWeight weight =
        convert(w, DType.BF16, new WeightFormat(Precision.INT4, 32, DType.F32));
    Map<String, Long> attributes =
        Map.of("K", 64L, "N", (long) OUTPUTS, "bits", 4L, "block_size", 32L);

    float[][] y = new OneNodeModel(folder(), "MatMulNBits", attributes, parts(weight)).run(a);

    assertClose(y, product(a, w), 0.999999, 1e-5);
  }

  private ConvertedWeight convert(float[][] w, DType stored, WeightFormat format)
      throws IOException {
    float[] flat = new float[w.length * w[0].length];
    for (int row = 0; row < w.length; row++) {
      System.arraycopy(w[row], 0, flat, row * w[0].length, w[0].length);
    }
    new SafetensorsWriter()
        .floats("w", stored, flat, w.length, w[0].length)
        .write(folder().resolve("model.safetensors"));
    StoredTensor tensor = Checkpoint.open(folder()).require("w");
    Path cache = folder().resolve(WeightCache.FOLDER);
    ConvertedWeights weights =
        new WeightCache(cache, cache, THREADS).convert(Map.of(tensor, format));
    return requireNonNull(weights.byTensor().get("w"));
  }

  private Path folder() throws IOException {
    return temp.toRealPath();
  }

  private static StoredTensor[] parts(ConvertedWeight weight) {
    return new StoredTensor[] {weight.values(), weight.scales().orElseThrow()};
  }

  /**
   * @param error bound of a number's, in units of the root mean square of all
   */
  private static void assertClose(float[][] y, float[][] expected, double cosine, double error) {
    for (int text = 0; text < expected.length; text++) {
      double dot = dot(y[text], expected[text]);
      double square = dot(expected[text], expected[text]);
      assertThat(dot / Math.sqrt(square * dot(y[text], y[text]))).isGreaterThan(cosine);
      for (int i = 0; i < OUTPUTS; i++) {
        assertThat((double) Math.abs(y[text][i] - expected[text][i]))
            .isLessThan(error * Math.sqrt(square / OUTPUTS));
      }
    }
  }

  private static float[][] product(float[][] a, float[][] w) {
    float[][] y = new float[a.length][w.length];
    for (int text = 0; text < a.length; text++) {
      for (int row = 0; row < w.length; row++) {
        y[text][row] = (float) dot(a[text], w[row]);
      }
    }
    return y;
  }

  private static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }

  private static float[][] random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[][] numbers = new float[rows][columns];
    for (float[] row : numbers) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return numbers;
  }
}
