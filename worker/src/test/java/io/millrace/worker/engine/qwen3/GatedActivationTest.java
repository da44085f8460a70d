package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which kernels gate a feed-forward block, and that the norm in one of them does nothing. */
class GatedActivationTest {
  private static final int WIDE = OnePassActivation.LEAST_INTERMEDIATE_SIZE;
  private static final int LAYERS = 2;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(value = ComputeType.class, mode = EnumSource.Mode.EXCLUDE, names = "FP16")
  void wideBlocksAreGatedInOnePassOnAGpu(ComputeType type) throws IOException {
    Qwen3Config config = config(WIDE);
    String graph = graph(config, DeviceKernels.onGpu(config, type), type);

    // Packed and padded.
    assertThat(count(graph, "GatedRMSNorm")).isEqualTo(2 * LAYERS);
    assertThat(graph).doesNotContain("QuickGelu");
  }

  @Test
  void narrowBlocksAreGatedInTwoPassesOnAGpu() throws IOException {
    Qwen3Config config = config(WIDE - 16);
    String graph = graph(config, DeviceKernels.onGpu(config, ComputeType.BF16), ComputeType.BF16);

    assertThat(count(graph, "QuickGelu")).isEqualTo(2 * LAYERS);
    assertThat(graph).doesNotContain("GatedRMSNorm").doesNotContain(OnePassActivation.SCALE);
  }

  @Test
  void fp16IsGatedInTwoPassesHoweverWide() throws IOException {
    Qwen3Config config = config(WIDE);
    String graph = graph(config, DeviceKernels.onGpu(config, ComputeType.FP16), ComputeType.FP16);

    assertThat(graph).contains("QuickGelu").doesNotContain("GatedRMSNorm");
  }

  @Test
  void theCpuGatesInTwoPassesHoweverWide() throws IOException {
    Qwen3Config config = config(WIDE);
    String graph = graph(config, DeviceKernels.onCpu(config), ComputeType.FP32);

    assertThat(count(graph, "QuickGelu")).isEqualTo(LAYERS);
    assertThat(graph).doesNotContain("GatedRMSNorm").doesNotContain(OnePassActivation.SCALE);
  }

  /** The other nodes of this graph have kernels on the CPU. */
  @Test
  void onnxRuntimeKnowsTheOnePassAndLacksOnlyItsKernel() throws IOException {
    Qwen3Config config = config(WIDE);
    DeviceKernels kernels =
        new DeviceKernels(
            PaddedAttention.onCpu(config), GatedActivation.onGpu(config, ComputeType.FP32));
    byte[] graph = write(config, kernels, ComputeType.FP32);

    assertThatThrownBy(() -> open(graph).close())
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("ORT_NOT_IMPLEMENTED")
        .hasMessageContaining("GatedRMSNorm");
  }

  /** The CPU has the same norm without a gate; the types' numbers differ, its arithmetic not. */
  @ParameterizedTest
  @CsvSource({"BF16, 0.01", "BF16, 60000", "FP32, 1e-6", "FP32, 60000"})
  void scaleTakesTheNormBack(ComputeType type, float up) throws OrtException {
    OnePassActivation activation = new OnePassActivation(4, type);
    OnnxGraph graph = new OnnxGraph();
    String numbers = graph.input("up", ElementType.FLOAT, -1, 4);
    activation.declare(graph);
    String scale =
        graph
            .node("Cast", OnePassActivation.SCALE)
            .with("to", ElementType.FLOAT.number())
            .as("scale");
    graph.output(graph.rootMeanSquareNorm(numbers, scale, activation.epsilon()), ElementType.FLOAT);

    assertThat(run(graph.toModel(), up, -up, up / 3, 0))
        .usingComparatorWithPrecision(up * 0x1p-14f)
        .containsExactly(up, -up, up / 3, 0);
  }

  private String graph(Qwen3Config config, DeviceKernels kernels, ComputeType type)
      throws IOException {
    return new String(write(config, kernels, type), StandardCharsets.ISO_8859_1);
  }

  private byte[] write(Qwen3Config config, DeviceKernels kernels, ComputeType type)
      throws IOException {
    new RandomCheckpoint(config, DType.BF16, "", 3).write(folder);
    Checkpoint checkpoint = Checkpoint.open(folder);
    return Qwen3Graph.write(
        config,
        Qwen3Weights.of(checkpoint, config),
        WeightSource.asStored(checkpoint, type),
        kernels,
        16,
        32);
  }

  private OrtSession open(byte[] graph) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", folder.toString());
      return OrtEnvironment.getEnvironment().createSession(graph, options);
    }
  }

  private float[] run(byte[] graph, float... row) throws OrtException {
    try (OrtSession session = open(graph);
        OnnxTensor up =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), new float[][] {row});
        OrtSession.Result result = session.run(Map.of("up", up))) {
      return ((float[][]) result.get(0).getValue())[0];
    }
  }

  private static long count(String graph, String operator) {
    return Pattern.compile(operator).matcher(graph).results().count();
  }

  private static Qwen3Config config(int intermediateSize) {
    return new Qwen3Config(32, LAYERS, 2, 1, 16, intermediateSize, 50, 1e6, 1e-6f, 512);
  }
}
