package io.millrace.worker.engine.qwen3;

import static io.millrace.worker.engine.qwen3.PlainArithmetic.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.device.Cuda;
import io.millrace.worker.engine.device.KernelLauncher;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.qwen3.Reference.Case;
import io.millrace.worker.engine.safetensors.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our kernels and the network on CUDA. Without a GPU all of it fails, and says what is missing. */
@Tag("gpu")
class CudaIT {
  private static final double LEAST_COSINE = 0.999;
  private static final float EPSILON = 1e-6f;
  private static final int OUR_HEAD_SIZE = 128;

  @TempDir private Path folder;
  private Random random = new Random();

  @BeforeAll
  static void requireTheGpu() {
    Cuda.require();
  }

  @BeforeEach
  void tellTheSeed() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    random = new Random(seed);
  }

  /** Heads together and tokens even and odd, so that blocks and warps end within a head or not. */
  @ParameterizedTest
  @CsvSource({
    "BF16, 1, 1, 1",
    "FP16, 4, 2, 1",
    "BF16, 3, 1, 7",
    "FP16, 3, 1, 33",
    "BF16, 16, 8, 130"
  })
  void headsAreNormedAndRotated(ComputeType type, int heads, int keyHeads, int tokens)
      throws OrtException {
    Qwen3Config config = config(heads, keyHeads, OUR_HEAD_SIZE, 64);
    int positions = 50;
    float[] queries = numbers(random, tokens * config.querySize(), 3);
    float[] keys = numbers(random, tokens * config.keyValueSize(), 0.1);
    float[] queryNorm = numbers(random, OUR_HEAD_SIZE, 1);
    float[] keyNorm = numbers(random, OUR_HEAD_SIZE, 1);
    float[] cosine = numbers(random, positions * OUR_HEAD_SIZE / 2, 0.5);
    float[] sine = numbers(random, positions * OUR_HEAD_SIZE / 2, 0.5);
    int[] at = random.ints(tokens, 0, positions).toArray();

    List<float[][]> rotated =
        new OneOperator(type, tokens)
            .floats(queries, tokens, config.querySize())
            .floats(keys, tokens, config.keyValueSize())
            .floats(queryNorm, OUR_HEAD_SIZE)
            .floats(keyNorm, OUR_HEAD_SIZE)
            .floats(cosine, positions, OUR_HEAD_SIZE / 2)
            .floats(sine, positions, OUR_HEAD_SIZE / 2)
            .ints(at)
            .run(new RotateOperator(ourKernels(), config, type), onGpu());

    assertRounded(
        rotated.getFirst(),
        PlainArithmetic.rotated(queries, queryNorm, cosine, sine, at, EPSILON),
        type);
    assertRounded(
        rotated.getLast(), PlainArithmetic.rotated(keys, keyNorm, cosine, sine, at, EPSILON), type);
  }

  /** Gates so far from zero, too, that the exponential overflows. */
  @ParameterizedTest
  @CsvSource({"BF16, 1, 8", "FP16, 1, 24", "BF16, 7, 72", "FP16, 33, 3072", "BF16, 130, 1000"})
  void everyNumberIsGated(ComputeType type, int tokens, int width) throws OrtException {
    float[] gate = numbers(random, tokens * width, 40);
    float[] up = numbers(random, tokens * width, 2);

    List<float[][]> gated =
        new OneOperator(type, tokens)
            .floats(gate, tokens, width)
            .floats(up, tokens, width)
            .run(new GateOperator(ourKernels(), type), onGpu());

    assertRounded(gated.getFirst(), PlainArithmetic.gated(gate, up), type);
  }

  /** With both of our kernels, with either and with none; packed, and the longest text padded. */
  @ParameterizedTest
  @CsvSource({
    "BF16, 128, 160",
    "FP16, 128, 160",
    "BF16, 128, 60",
    "FP16, 64, 160",
    "BF16, 32, 60",
    "FP16, 16, 77",
    "BF16, 256, 77"
  })
  void vectorsAreThoseOfTheNetworkInDoubles(ComputeType type, int headSize, int width)
      throws IOException, OrtException {
    Qwen3Config config = config(2, 1, headSize, width);
    RandomCheckpoint checkpoint = new RandomCheckpoint(config, DType.BF16, "", random.nextLong());
    DoubleNetwork reference = new DoubleNetwork(config, checkpoint.weights());
    var choice = new Qwen3Model.Choice(Optional.of(type.precision()), 4096, 32, folder);
    List<int[]> texts =
        IntStream.of(1, 2, 7, 64, 129, 300, TokensOfBatch.LONG_TOKENS)
            .mapToObj(tokens -> random.ints(tokens, 0, config.vocabularySize()).toArray())
            .toList();

    try (OnnxModel model = Qwen3Model.open(checkpoint.write(folder), choice, onGpu())) {
      assertNear(model, texts, texts.stream().map(text -> reference.vector(text, 32)).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"BF16, 64", "FP16, 64", "BF16, 48", "FP16, 32"})
  void vectorsAreThoseOfTheReference(Precision precision, int dimensions)
      throws IOException, OrtException {
    TinyQwen3.copyTo(folder);
    List<Case> cases = Reference.cases();

    try (OnnxModel model = Reference.open(folder, Optional.of(precision), dimensions, onGpu())) {
      assertNear(
          model,
          Reference.tokens(cases),
          cases.stream().map(each -> each.vector(dimensions)).toList());
    }
  }

  /** Never served in fewer bits than were asked for. */
  @Test
  void floatsOf32BitsAreRefused() {
    assertThatThrownBy(
            () -> Reference.open(TinyQwen3.folder(), Optional.of(Precision.FP32), 64, onGpu()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("fp32 is for the CPU");
  }

  /** Each text alone, and all of them in one batch. */
  private static void assertNear(OnnxModel model, List<int[]> texts, List<float[]> expected)
      throws OrtException {
    float[][] together = Reference.run(model, texts);
    double least = 1;
    for (int i = 0; i < together.length; i++) {
      float[] alone = Reference.run(model, texts.subList(i, i + 1))[0];
      assertThat(alone).hasSameSizeAs(expected.get(i));
      least = Math.min(least, Reference.cosine(alone, expected.get(i)));
      least = Math.min(least, Reference.cosine(together[i], expected.get(i)));
    }
    System.out.printf("least cosine %.6f%n", least);
    assertThat(least).isGreaterThanOrEqualTo(LEAST_COSINE);
  }

  /** Nothing but the rounding of a result to its type, and of the steps to 32 bits. */
  private static void assertRounded(float[][] made, double[] expected, ComputeType type) {
    double rounding = type == ComputeType.BF16 ? 0x1p-8 : 0x1p-11;
    double worst = 0;
    int at = 0;
    for (float[] row : made) {
      for (float number : row) {
        double allowed = 1e-4 + rounding * Math.abs(expected[at]);
        worst = Math.max(worst, Math.abs(number - expected[at++]) / allowed);
      }
    }
    assertThat(at).isEqualTo(expected.length);
    assertThat(worst).as("difference as a part of what is allowed").isLessThanOrEqualTo(1);
  }

  private static Qwen3Config config(int heads, int keyHeads, int headSize, int width) {
    return new Qwen3Config(64, 2, heads, keyHeads, headSize, width, 300, 1e6, EPSILON, 4096);
  }

  private static KernelLauncher ourKernels() {
    return Qwen3Kernels.on(Cuda.GPU).orElseThrow();
  }

  private static SessionSettings onGpu() {
    return SessionSettings.on(new Placement(Cuda.GPU, 2, Cuda.settings(OptionalLong.empty())));
  }
}
