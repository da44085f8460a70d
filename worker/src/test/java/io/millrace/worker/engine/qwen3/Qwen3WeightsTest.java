package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that does not fit its config.json, and choices that cannot be had. */
class Qwen3WeightsTest {
  private static final Qwen3Config CONFIG =
      new Qwen3Config(64, 1, 4, 2, 16, 96, 40, 1e6, 1e-6f, 512);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "model."})
  void tensorsAreFoundUnderEitherName(String prefix) throws IOException {
    Qwen3Weights weights = weights(prefix, CONFIG);

    assertThat(weights.linear()).hasSize(7).allMatch(tensor -> tensor.name().startsWith(prefix));
    assertThat(weights.others()).hasSize(6);
  }

  @Test
  void missingLayerIsNamed() {
    Qwen3Config twoLayers = new Qwen3Config(64, 2, 4, 2, 16, 96, 40, 1e6, 1e-6f, 512);

    assertThatThrownBy(() -> weights("model.", twoLayers))
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("tensor model.layers.1.input_layernorm.weight is missing");
  }

  @Test
  void tensorOfAnotherShapeIsNamedWithBothShapes() {
    Qwen3Config otherHeads = new Qwen3Config(64, 1, 8, 2, 16, 96, 40, 1e6, 1e-6f, 512);

    assertThatThrownBy(() -> weights("", otherHeads))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.safetensors: tensor layers.0.self_attn.q_proj.weight")
        .hasMessageContaining("has shape [64, 64], must be [128, 64]");
  }

  @Test
  void smallerVocabularyThanTheConfigSaysIsRefused() {
    Qwen3Config moreTokens = new Qwen3Config(64, 1, 4, 2, 16, 96, 41, 1e6, 1e-6f, 512);

    assertThatThrownBy(() -> weights("", moreTokens))
        .hasMessageContaining("tensor embed_tokens.weight has shape [40, 64], must be [41, 64]");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 65})
  void dimensionsTheModelWasNotTrainedForAreRefused(int dimensions) {
    assertThatThrownBy(() -> open(Optional.empty(), dimensions))
        .isInstanceOf(ModelException.class)
        .hasMessage("dimensions is %d, must be from 32 to 64", dimensions);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP16", "BF16", "FP8"})
  void precisionOfAGpuIsRefusedOnTheCpu(Precision precision) {
    assertThatThrownBy(() -> open(Optional.of(precision), 64))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "precision %s is for a GPU; on the CPU it is one of fp32, int8, int4, nf4",
            precision.label());
  }

  private void open(Optional<Precision> precision, int dimensions) throws IOException {
    var choice = new Qwen3Model.Choice(precision, 512, dimensions, folder);
    var checkpoint = new RandomCheckpoint(CONFIG, DType.BF16, "", 1).write(folder);
    Qwen3Model.open(checkpoint, choice, SessionSettings.cpu(1)).close();
  }

  private Qwen3Weights weights(String prefix, Qwen3Config wanted) throws IOException {
    var written = new RandomCheckpoint(CONFIG, DType.BF16, prefix, 1).write(folder);
    return Qwen3Weights.of(Checkpoint.open(written.folder()), wanted);
  }
}
