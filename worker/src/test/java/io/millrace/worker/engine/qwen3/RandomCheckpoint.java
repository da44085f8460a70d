package io.millrace.worker.engine.qwen3;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.worker.engine.model.JsonFile;
import io.millrace.worker.engine.model.Network;
import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A small Qwen3 checkpoint of any shape, its numbers drawn by a seed. */
final class RandomCheckpoint {
  private final Qwen3Config config;
  private final DType type;
  private final String prefix;
  private final Random random;
  private final SafetensorsWriter writer = new SafetensorsWriter();
  private final Map<String, float[]> weights = new HashMap<>();

  RandomCheckpoint(Qwen3Config config, DType type, String prefix, long seed) {
    this.config = config;
    this.type = type;
    this.prefix = prefix;
    this.random = new Random(seed);
    add("embed_tokens.weight", 1, config.vocabularySize(), config.hiddenSize());
    for (int i = 0; i < config.layers(); i++) {
      addLayer("layers." + i + ".");
    }
    addNorm("norm.weight", config.hiddenSize());
  }

  /** Numbers as they are stored, by names without a prefix. */
  Map<String, float[]> weights() {
    return weights;
  }

  /** Writes the one file of weights. */
  Network.Qwen3Checkpoint write(Path folder) throws IOException {
    writer.write(folder.resolve("model.safetensors"));
    String json =
        """
        {"hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d,
         "num_key_value_heads": %d, "head_dim": %d, "intermediate_size": %d, "vocab_size": %d,
         "rope_theta": %s, "rms_norm_eps": %s, "max_position_embeddings": %d, "hidden_act": "silu"}
        """
            .formatted(
                config.hiddenSize(),
                config.layers(),
                config.heads(),
                config.keyValueHeads(),
                config.headSize(),
                config.intermediateSize(),
                config.vocabularySize(),
                config.ropeTheta(),
                config.normEpsilon(),
                config.positions());
    return new Network.Qwen3Checkpoint(
        folder.toRealPath(), new JsonFile("config.json", new ObjectMapper().readTree(json)));
  }

  private void addLayer(String layer) {
    int hidden = config.hiddenSize();
    int inner = config.intermediateSize();
    addNorm(layer + "input_layernorm.weight", hidden);
    addLinear(layer + "self_attn.q_proj.weight", config.querySize(), hidden);
    addLinear(layer + "self_attn.k_proj.weight", config.keyValueSize(), hidden);
    addLinear(layer + "self_attn.v_proj.weight", config.keyValueSize(), hidden);
    addNorm(layer + "self_attn.q_norm.weight", config.headSize());
    addNorm(layer + "self_attn.k_norm.weight", config.headSize());
    addLinear(layer + "self_attn.o_proj.weight", hidden, config.querySize());
    addNorm(layer + "post_attention_layernorm.weight", hidden);
    addLinear(layer + "mlp.gate_proj.weight", inner, hidden);
    addLinear(layer + "mlp.up_proj.weight", inner, hidden);
    addLinear(layer + "mlp.down_proj.weight", hidden, inner);
  }

  private void addLinear(String name, int outputs, int inputs) {
    add(name, 1 / Math.sqrt(inputs), outputs, inputs);
  }

  private void addNorm(String name, int size) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = rounded(1 + 0.2 * random.nextGaussian());
    }
    put(name, numbers, size);
  }

  private void add(String name, double deviation, int rows, int columns) {
    float[] numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = rounded(deviation * random.nextGaussian());
    }
    put(name, numbers, rows, columns);
  }

  private void put(String name, float[] numbers, long... shape) {
    weights.put(name, numbers);
    writer.floats(prefix + name, type, numbers, shape);
  }

  /** As the type stores it. */
  private float rounded(double number) {
    float value = (float) number;
    return switch (type) {
      case F32 -> value;
      case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
      case BF16 -> Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xFFFF0000);
      default -> throw new IllegalArgumentException(type.name());
    };
  }
}
