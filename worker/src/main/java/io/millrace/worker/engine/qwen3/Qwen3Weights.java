package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tensors of a checkpoint by what they are for. A linear layer's weight is {@code [out, in]}.
 *
 * @param embedding {@code [vocabulary, hidden]}
 * @param norm of the last hidden state, {@code [hidden]}
 */
record Qwen3Weights(StoredTensor embedding, List<Layer> layers, StoredTensor norm) {
  /** What other exporters put in front of every name. */
  private static final List<String> PREFIXES = List.of("", "model.");

  Qwen3Weights {
    layers = List.copyOf(layers);
  }

  /** One layer's; the norms of queries and keys are {@code [headSize]}. */
  record Layer(
      StoredTensor inputNorm,
      StoredTensor query,
      StoredTensor key,
      StoredTensor value,
      StoredTensor queryNorm,
      StoredTensor keyNorm,
      StoredTensor output,
      StoredTensor postAttentionNorm,
      StoredTensor gate,
      StoredTensor up,
      StoredTensor down) {
    Stream<StoredTensor> linear() {
      return Stream.of(query, key, value, output, gate, up, down);
    }

    Stream<StoredTensor> norms() {
      return Stream.of(inputNorm, queryNorm, keyNorm, postAttentionNorm);
    }
  }

  /**
   * Finds them.
   *
   * @throws ModelException if one is missing or of another shape
   */
  static Qwen3Weights of(Checkpoint checkpoint, Qwen3Config config) {
    String embedding = "embed_tokens.weight";
    String prefix =
        PREFIXES.stream()
            .filter(each -> checkpoint.find(each + embedding).isPresent())
            .findFirst()
            .orElse("");
    return new Qwen3Weights(
        checkpoint.require(prefix + embedding, config.vocabularySize(), config.hiddenSize()),
        IntStream.range(0, config.layers())
            .mapToObj(layer -> layer(checkpoint, prefix + "layers." + layer + ".", config))
            .toList(),
        checkpoint.require(prefix + "norm.weight", config.hiddenSize()));
  }

  /** Those of linear layers, which quantization is for. */
  Stream<StoredTensor> linear() {
    return layers.stream().flatMap(Layer::linear);
  }

  /** All others. */
  Stream<StoredTensor> others() {
    return Stream.concat(Stream.of(embedding, norm), layers.stream().flatMap(Layer::norms));
  }

  private static Layer layer(Checkpoint checkpoint, String prefix, Qwen3Config config) {
    int hidden = config.hiddenSize();
    int inner = config.intermediateSize();
    int queries = config.querySize();
    int keys = config.keyValueSize();
    return new Layer(
        checkpoint.require(prefix + "input_layernorm.weight", hidden),
        checkpoint.require(prefix + "self_attn.q_proj.weight", queries, hidden),
        checkpoint.require(prefix + "self_attn.k_proj.weight", keys, hidden),
        checkpoint.require(prefix + "self_attn.v_proj.weight", keys, hidden),
        checkpoint.require(prefix + "self_attn.q_norm.weight", config.headSize()),
        checkpoint.require(prefix + "self_attn.k_norm.weight", config.headSize()),
        checkpoint.require(prefix + "self_attn.o_proj.weight", hidden, queries),
        checkpoint.require(prefix + "post_attention_layernorm.weight", hidden),
        checkpoint.require(prefix + "mlp.gate_proj.weight", inner, hidden),
        checkpoint.require(prefix + "mlp.up_proj.weight", inner, hidden),
        checkpoint.require(prefix + "mlp.down_proj.weight", hidden, inner));
  }
}
