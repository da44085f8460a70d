package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorGraph;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice between two attentions, with what the CPU has of them. */
class AttentionOfBatchTest {
  private static final Qwen3Config CONFIG =
      new Qwen3Config(32, 2, 2, 1, 16, 48, 50, 1e6, 1e-6f, 8192);
  private static final int SEED = 11;

  @TempDir Path folder;

  @Test
  void longTextTakesThePaddedAttentionAndShortOnesThePacked() throws IOException, OrtException {
    List<int[]> longText = List.of(text(TokensOfBatch.LONG_TOKENS + 3));
    List<int[]> shortTexts = List.of(text(40), text(7));
    AttentionLayout real = PaddedAttention.onCpu(CONFIG);
    AttentionLayout other = new LooksAtNothing();

    try (OnnxModel onlyReal = open(PaddedAttention.onCpu(CONFIG), ComputeType.FP32);
        OnnxModel onlyOther = open(new LooksAtNothing(), ComputeType.FP32);
        OnnxModel both = open(new AttentionOfBatch(other, real), ComputeType.FP32)) {
      assertAlike(Reference.run(both, longText), Reference.run(onlyReal, longText));
      assertAlike(Reference.run(both, shortTexts), Reference.run(onlyOther, shortTexts));
      assertThat(Reference.cosine(first(both, shortTexts), first(onlyReal, shortTexts)))
          .isLessThan(0.999);
    }
  }

  @Test
  void tensorsAreTakenAgainForTheOtherKindOfBatch() throws IOException, OrtException {
    AttentionLayout real = PaddedAttention.onCpu(CONFIG);
    try (OnnxModel both =
        open(new AttentionOfBatch(new LooksAtNothing(), real), ComputeType.FP32)) {
      TokenTensors tensors = both.newTensors();
      float[][] before = run(both, tensors, List.of(text(40)));
      run(both, tensors, List.of(text(TokensOfBatch.LONG_TOKENS)));

      assertAlike(run(both, tensors, List.of(text(40))), before);
    }
  }

  /** ONNX Runtime checks names, types and shapes of a graph before it looks for kernels. */
  @Test
  void graphForAGpuIsRefusedOnlyForWantOfItsKernels() {
    AttentionLayout packed = new PackedAttention(CONFIG, ComputeType.BF16, false);
    AttentionLayout padded = PaddedAttention.onGpu(CONFIG);

    assertThatThrownBy(() -> open(packed, ComputeType.BF16))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("ORT_NOT_IMPLEMENTED");
    assertThatThrownBy(() -> open(new AttentionOfBatch(packed, padded), ComputeType.BF16))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("ORT_NOT_IMPLEMENTED");
  }

  private OnnxModel open(NetworkLayout layout, ComputeType type) throws IOException {
    var written = new RandomCheckpoint(CONFIG, DType.BF16, "", SEED).write(folder);
    Checkpoint checkpoint = Checkpoint.open(written.folder());
    byte[] graph =
        Qwen3Graph.write(
            CONFIG,
            Qwen3Weights.of(checkpoint, CONFIG),
            WeightSource.asStored(checkpoint, type),
            new DeviceKernels(layout, GatedActivation.inTwoPasses(), List.of()),
            CONFIG.positions(),
            CONFIG.hiddenSize());
    return OnnxModel.open(
        ByteBuffer.allocateDirect(graph.length).put(graph).flip(),
        new VectorGraph(
            Qwen3Graph.VECTORS, Qwen3Graph.UNCUT, layout.counting(), layout::newTensors, "fp32"),
        SessionSettings.cpu(2).withExternalWeights(Optional.of(checkpoint.folder())));
  }

  private static float[] first(OnnxModel model, List<int[]> texts) throws OrtException {
    return Reference.run(model, texts)[0];
  }

  private static float[][] run(OnnxModel model, TokenTensors tensors, List<int[]> texts)
      throws OrtException {
    tensors.layOut(texts);
    return model.run(tensors);
  }

  private static void assertAlike(float[][] vectors, float[][] expected) {
    assertThat(vectors).hasDimensions(expected.length, CONFIG.hiddenSize());
    for (int i = 0; i < vectors.length; i++) {
      assertThat(vectors[i]).usingComparatorWithPrecision(1e-6f).containsExactly(expected[i]);
    }
  }

  private static int[] text(int tokens) {
    return new Random(tokens).ints(tokens, 0, CONFIG.vocabularySize()).toArray();
  }

  /** Stands for the packed attention, which the CPU does not have: every token sees nothing. */
  private static final class LooksAtNothing implements AttentionLayout {
    @Override
    public void declare(OnnxGraph graph, RotaryTables rotary) {}

    @Override
    public String attend(OnnxGraph graph, String layer, Projections projections) {
      return graph.node("Sub", projections.query(), projections.query()).as(layer + "attended");
    }

    @Override
    public TokenTensors newTensors() {
      return new SpreadTokens();
    }

    @Override
    public TokenCounting counting() {
      return TokenCounting.PACKED;
    }
  }
}
