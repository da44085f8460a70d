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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaddedNetworkTest {
  private static final Qwen3Config CONFIG =
      new Qwen3Config(64, 2, 4, 2, 16, 96, 300, 1e6, 1e-6f, 512);

  @TempDir Path folder;

  @Test
  void paddingThroughoutMakesTheSameVectors() throws IOException, OrtException {
    var checkpoint = new RandomCheckpoint(CONFIG, DType.BF16, "", 5).write(folder);
    var choice = new Qwen3Model.Choice(Optional.empty(), 512, 64, folder);
    List<int[]> texts = texts();

    try (OnnxModel packed = Qwen3Model.open(checkpoint, choice, SessionSettings.cpu(2));
        OnnxModel padded = Qwen3Model.openPadded(checkpoint, choice, SessionSettings.cpu(2))) {
      float[][] expected = Reference.run(packed, texts);
      float[][] vectors = Reference.run(padded, texts);

      for (int i = 0; i < vectors.length; i++) {
        assertThat(vectors[i]).usingComparatorWithPrecision(1e-6f).containsExactly(expected[i]);
      }
    }
  }

  private static List<int[]> texts() {
    Random random = new Random(7);
    return IntStream.of(3, 120, 1, 40)
        .mapToObj(length -> random.ints(length, 0, CONFIG.vocabularySize()).toArray())
        .toList();
  }
}
