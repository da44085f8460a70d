package io.millrace.worker.engine.qwen3;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.worker.engine.model.JsonFile;
import io.millrace.worker.engine.model.ModelException;
import java.util.List;

/**
 * The shape of a Qwen3 network, as {@code config.json} tells it.
 *
 * @param heads of queries
 * @param keyValueHeads each serves {@code heads / keyValueHeads} heads of queries
 * @param headSize numbers of one head; has nothing to do with {@code hiddenSize / heads}
 * @param ropeTheta base of the rotary position embedding
 * @param positions longest text in tokens
 */
record Qwen3Config(
    int hiddenSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int intermediateSize,
    int vocabularySize,
    double ropeTheta,
    float normEpsilon,
    int positions) {
  private static final int HEAD_SIZE_MULTIPLE = 16;
  private static final int MOST_HEAD_SIZE = 256;

  /** Fields that change the network when they are set. */
  private static final List<String> MUST_BE_OFF =
      List.of("attention_bias", "mlp_bias", "use_sliding_window");

  /**
   * Reads it.
   *
   * @throws ModelException if a field is missing, or asks for what the graph does not have
   */
  static Qwen3Config of(JsonFile file) {
    requireSupported(file);
    int heads = file.positive("num_attention_heads");
    int keyValueHeads = file.positive("num_key_value_heads");
    if (heads % keyValueHeads != 0) {
      throw file.wrong(
          "num_key_value_heads",
          "%d, %d heads are no multiple of it".formatted(keyValueHeads, heads));
    }
    return new Qwen3Config(
        file.positive("hidden_size"),
        file.positive("num_hidden_layers"),
        heads,
        keyValueHeads,
        headSize(file),
        file.positive("intermediate_size"),
        file.positive("vocab_size"),
        ropeTheta(file),
        (float) file.positiveNumber("rms_norm_eps"),
        file.positive("max_position_embeddings"));
  }

  int querySize() {
    return heads * headSize;
  }

  int keyValueSize() {
    return keyValueHeads * headSize;
  }

  private static void requireSupported(JsonFile file) {
    for (String field : MUST_BE_OFF) {
      if (file.flag(field, false)) {
        throw file.wrong(field, "true, which is not supported");
      }
    }
    if (!file.text("hidden_act").equals("silu")) {
      throw file.wrong("hidden_act", file.text("hidden_act") + ", must be silu");
    }
    JsonNode layerTypes = file.root().path("layer_types");
    for (JsonNode type : layerTypes) {
      if (!type.asText().equals("full_attention")) {
        throw file.wrong("layer_types", type.asText() + ", must be full_attention");
      }
    }
  }

  private static int headSize(JsonFile file) {
    int headSize = file.positive("head_dim");
    if (headSize % HEAD_SIZE_MULTIPLE != 0 || headSize > MOST_HEAD_SIZE) {
      throw file.wrong(
          "head_dim",
          "%d, must be a multiple of %d up to %d"
              .formatted(headSize, HEAD_SIZE_MULTIPLE, MOST_HEAD_SIZE));
    }
    return headSize;
  }

  /** Newer exporters keep it under {@code rope_parameters}, beside the type of scaling. */
  private static double ropeTheta(JsonFile file) {
    for (String field : List.of("rope_scaling", "rope_parameters")) {
      JsonNode scaling = file.root().path(field);
      String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
      if (!type.equals("default")) {
        throw file.wrong(field, "of type %s, which is not supported".formatted(type));
      }
    }
    JsonNode parameters = file.root().path("rope_parameters");
    return parameters.isObject()
        ? new JsonFile(file.name() + ": rope_parameters", parameters).positiveNumber("rope_theta")
        : file.positiveNumber("rope_theta");
  }
}
