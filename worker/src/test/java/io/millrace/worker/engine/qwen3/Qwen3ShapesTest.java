package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.safetensors.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any shape of the network, any type that it is stored in, against a network in doubles. */
class Qwen3ShapesTest {
  @TempDir Path folder;

  static Stream<Arguments> shapes() {
    return Stream.of(
        // hidden, layers, heads, key-value heads, head size, intermediate, vocabulary, theta
        Arguments.of(new Qwen3Config(64, 2, 4, 2, 16, 128, 300, 1e6, 1e-6f, 512), DType.F32, ""),
        Arguments.of(
            new Qwen3Config(64, 1, 4, 4, 32, 96, 300, 1e6, 1e-6f, 512), DType.BF16, "model."),
        Arguments.of(new Qwen3Config(96, 3, 6, 1, 16, 64, 50, 1e4, 1e-5f, 512), DType.F16, ""),
        Arguments.of(
            new Qwen3Config(32, 2, 1, 1, 128, 48, 50, 5e6, 1e-6f, 512), DType.F32, "model."));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void vectorsAreThoseOfTheNetworkInDoubles(Qwen3Config config, DType type, String prefix)
      throws IOException, OrtException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    RandomCheckpoint checkpoint = new RandomCheckpoint(config, type, prefix, seed);
    DoubleNetwork reference = new DoubleNetwork(config, checkpoint.weights());
    List<int[]> texts = texts(config.vocabularySize(), new Random(seed));
    var choice = new Qwen3Model.Choice(Optional.empty(), 512, 32, folder);

    try (OnnxModel model =
        Qwen3Model.open(checkpoint.write(folder), choice, SessionSettings.cpu(2))) {
      float[][] vectors = Reference.run(model, texts);

      for (int i = 0; i < vectors.length; i++) {
        assertThat(vectors[i])
            .as("%d tokens", texts.get(i).length)
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(reference.vector(texts.get(i), 32));
      }
    }
  }

  private static List<int[]> texts(int vocabulary, Random random) {
    return IntStream.of(1, 5, 17, 64, 3, 200, 40)
        .mapToObj(length -> random.ints(length, 0, vocabulary).toArray())
        .toList();
  }
}
