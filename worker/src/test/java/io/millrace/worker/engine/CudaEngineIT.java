package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneShares;
import io.millrace.worker.engine.device.Cuda;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.qwen3.TinyQwen3;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine on CUDA. Without a GPU all of it fails, and says what is missing. */
@Tag("gpu")
class CudaEngineIT {
  /** In a layer that is 32,768 numbers wide it takes 256 MiB, three times. */
  private static final int LONG_TEXT = 4096;

  private static final int WIDTH = 32_768;
  private static final int BUDGET_TOKENS = 8192;
  private static final long MIB = 1 << 20;

  @TempDir private Path folder;

  @BeforeAll
  static void requireTheGpu() {
    Cuda.require();
  }

  @Test
  void encoderReproducesItsGoldenVectors() {
    try (var engine = start(0, OptionalLong.empty(), ModelSource.builtIn())) {
      GoldenReading reading = engine.checkGoldenVectors();

      assertThat(engine.devices()).containsExactly(Cuda.GPU);
      assertThat(reading.reference()).isEqualTo(GoldenReading.Reference.GOLDEN_TEXTS);
      assertThat(reading.lowestCosine()).isBetween(0.999, 1.0);
    }
  }

  @Test
  void textTooLongForTheMemoryLimitCostsNoOtherItsVector() throws Exception {
    ModelSource wide = TinyQwen3.wide(folder, WIDTH);
    try (var engine = start(BUDGET_TOKENS, OptionalLong.of(256 * MIB), wide)) {
      EmbeddingResult tooLong = embed(engine, LONG_TEXT);
      EmbeddingResult next = embed(engine, 12);

      assertThat(tooLong)
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reason.OUT_OF_MEMORY));
      assertThat(next).isInstanceOf(Embedded.class);
    }
  }

  @Test
  void idleMemoryIsGivenBackAndTakenAgain() throws Exception {
    ModelSource wide = TinyQwen3.wide(folder, WIDTH);
    try (var engine = start(BUDGET_TOKENS, OptionalLong.empty(), wide)) {
      assertThat(embed(engine, LONG_TEXT)).isInstanceOf(Embedded.class);
      long usedBytes = usedBytes();

      engine.freeMemory();

      assertThat(usedBytes - usedBytes()).isGreaterThan(512 * MIB);
      assertThat(embed(engine, LONG_TEXT)).isInstanceOf(Embedded.class);
    }
  }

  private static EmbeddingResult embed(EmbeddingEngine engine, int tokens)
      throws InterruptedException {
    return engine.submit(new EmbeddingRequest(new Tokens(new int[tokens]), Lane.STREAM)).join();
  }

  private static long usedBytes() {
    return Cuda.GPU.memory().read().orElseThrow().usedBytes();
  }

  private static EmbeddingEngine start(
      int budgetTokens, OptionalLong memoryLimitBytes, ModelSource model) {
    return EmbeddingEngine.start(
        new EngineSettings(
            budgetTokens,
            0,
            Duration.ZERO,
            LaneShares.DEFAULT,
            EngineSettings.DEFAULT_ONLINE_WAIT,
            1,
            2,
            OptionalInt.empty(),
            Duration.ofSeconds(5),
            Duration.ZERO,
            Optional.empty(),
            Cuda.settings(memoryLimitBytes)),
        model);
  }
}
