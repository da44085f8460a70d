package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.engine.device.KernelLauncher;
import io.millrace.worker.engine.onnx.CustomOperator;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which kernels each device gets. */
class DeviceKernelsTest {
  private static final int LAYERS = 2;
  private static final int OWN_KERNELS_HEAD_SIZE = 128;

  /** Never called: what a graph is written with does not run here. */
  private static final KernelLauncher OWN =
      (name, work, stream, arguments) -> {
        throw new AssertionError(name);
      };

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(value = ComputeType.class, mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void aGpuTakesOurKernelsForHeadsOf128(ComputeType type) throws IOException {
    Qwen3Config config = config(OWN_KERNELS_HEAD_SIZE);
    DeviceKernels kernels = DeviceKernels.onGpu(config, type, Optional.of(OWN));
    String graph = graph(config, kernels, type);

    assertThat(count(graph, RotateOperator.NAME)).as("packed alone").isEqualTo(LAYERS);
    assertThat(count(graph, GateOperator.NAME)).as("packed and padded").isEqualTo(2 * LAYERS);
    assertThat(normsInsideAttention(graph)).as("padded alone").isEqualTo(LAYERS);
    assertThat(count(graph, "QuickGelu")).isZero();
    assertThat(kernels.operators())
        .extracting(CustomOperator::name)
        .containsExactly(RotateOperator.NAME, GateOperator.NAME);
  }

  @Test
  void otherHeadsAreRotatedByTheAttentionItself() throws IOException {
    Qwen3Config config = config(64);
    DeviceKernels kernels = DeviceKernels.onGpu(config, ComputeType.BF16, Optional.of(OWN));

    assertThat(normsInsideAttention(graph(config, kernels, ComputeType.BF16)))
        .as("packed and padded")
        .isEqualTo(2 * LAYERS);
    assertThat(kernels.operators())
        .extracting(CustomOperator::name)
        .containsExactly(GateOperator.NAME);
  }

  /** The kernel takes 8 numbers at a time, and would leave the last ones as they were. */
  @Test
  void otherWidthsAreGatedInTwoPasses() throws IOException {
    Qwen3Config config = config(OWN_KERNELS_HEAD_SIZE, 60);
    DeviceKernels kernels = DeviceKernels.onGpu(config, ComputeType.BF16, Optional.of(OWN));
    String graph = graph(config, kernels, ComputeType.BF16);

    assertThat(count(graph, GateOperator.NAME)).isZero();
    assertThat(count(graph, "QuickGelu")).as("packed and padded").isEqualTo(2 * LAYERS);
    assertThat(kernels.operators())
        .extracting(CustomOperator::name)
        .containsExactly(RotateOperator.NAME);
  }

  @Test
  void aDriverWithoutOurKernelsRunsOnnxRuntimesOwn() throws IOException {
    Qwen3Config config = config(OWN_KERNELS_HEAD_SIZE);
    DeviceKernels kernels = DeviceKernels.onGpu(config, ComputeType.BF16, Optional.empty());
    String graph = graph(config, kernels, ComputeType.BF16);

    assertThat(count(graph, "QuickGelu")).isEqualTo(2 * LAYERS);
    assertThat(normsInsideAttention(graph)).as("packed and padded").isEqualTo(2 * LAYERS);
    assertThat(kernels.operators()).isEmpty();
  }

  /** Whoever changes the source compiles it again: ops/kernels/compile.py. */
  @Test
  void thePtxIsCompiledFromItsSource() throws IOException {
    byte[] source = Files.readAllBytes(Path.of("..", "ops", "kernels", "qwen3.cu"));

    assertThat(Qwen3Kernels.ptx())
        .startsWith("// of qwen3.cu, SHA-256 " + sha256(source))
        .contains(".version 8.0")
        .contains(".target sm_80")
        .contains(".entry rotate_bf16", ".entry rotate_fp16", ".entry gate_bf16")
        .contains(".entry gate_fp16");
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }

  private String graph(Qwen3Config config, DeviceKernels kernels, ComputeType type)
      throws IOException {
    new RandomCheckpoint(config, DType.BF16, "", 3).write(folder);
    Checkpoint checkpoint = Checkpoint.open(folder);
    byte[] graph =
        Qwen3Graph.write(
            config,
            Qwen3Weights.of(checkpoint, config),
            WeightSource.asStored(checkpoint, type),
            kernels,
            16,
            32);
    return new String(graph, StandardCharsets.ISO_8859_1);
  }

  /** Of nodes: a type is behind its field's tag and length. */
  private static long count(String graph, String operator) {
    return Pattern.compile("\"" + (char) operator.length() + Pattern.quote(operator))
        .matcher(graph)
        .results()
        .count();
  }

  private static long normsInsideAttention(String graph) {
    return Pattern.compile("qk_norm_epsilon").matcher(graph).results().count();
  }

  private static Qwen3Config config(int headSize) {
    return config(headSize, 64);
  }

  private static Qwen3Config config(int headSize, int intermediateSize) {
    return new Qwen3Config(32, LAYERS, 2, 1, headSize, intermediateSize, 50, 1e6, 1e-6f, 512);
  }
}
