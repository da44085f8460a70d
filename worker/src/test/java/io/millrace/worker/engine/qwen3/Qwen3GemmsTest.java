package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.safetensors.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Qwen3GemmsTest {
  /** Heads of 16 numbers: 64 for queries, 32 for keys and for values. */
  private static final Qwen3Config CONFIG =
      new Qwen3Config(48, 3, 4, 2, 16, 96, 50, 1e6, 1e-6f, 512);

  @TempDir Path folder;

  @Test
  void aTokenCostsTwoOperationsAWeight() throws IOException {
    try (Qwen3Gemms gemms = gemms(Optional.empty())) {
      long layer = 48 * (64 + 32 + 32) + 64 * 48 + 3 * 48 * 96;

      assertThat(gemms.operationsPerToken()).isEqualTo(2.0 * 3 * layer);
    }
  }

  @Test
  void quantizedWeightsArePlainOnes() throws IOException {
    try (Qwen3Gemms gemms = gemms(Optional.of(Precision.INT4))) {
      assertThat(gemms.precision()).isEqualTo(Precision.FP32);
    }
  }

  @Test
  void batchesRunAnyNumberOfTimes() throws IOException {
    try (Qwen3Gemms gemms = gemms(Optional.of(Precision.FP32))) {
      Runnable batch = gemms.batch(new int[] {1, 2, 3, 49});

      assertThatCode(batch::run).doesNotThrowAnyException();
      assertThatCode(batch::run).doesNotThrowAnyException();
    }
  }

  private Qwen3Gemms gemms(Optional<Precision> precision) throws IOException {
    RandomCheckpoint checkpoint = new RandomCheckpoint(CONFIG, DType.BF16, "", 3);
    return Qwen3Gemms.open(checkpoint.write(folder), precision, folder, SessionSettings.cpu(1));
  }
}
