package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;

/**
 * The network as an ONNX graph: tokens of all texts end to end, {@code [tokens, hidden]}, from the
 * embedding to unit vectors {@code [batch, dimensions]}.
 *
 * <p>In the last layer all texts' keys and values are needed, but only their last tokens go on
 * after the attention.
 */
final class Qwen3Graph {
  /** Output: unit vectors in 32 bit floats. */
  static final String VECTORS = "vectors";

  private final OnnxGraph graph = new OnnxGraph();
  private final Qwen3Config config;
  private final Qwen3Weights weights;
  private final WeightValues values;
  private final AttentionLayout attention;

  private Qwen3Graph(
      Qwen3Config config, Qwen3Weights weights, WeightSource source, AttentionLayout attention) {
    this.config = config;
    this.weights = weights;
    this.values = source.into(graph);
    this.attention = attention;
  }

  /**
   * Writes it.
   *
   * @param positions longest text in tokens
   * @param dimensions of a vector, at most the hidden size
   */
  static byte[] write(
      Qwen3Config config,
      Qwen3Weights weights,
      WeightSource source,
      AttentionLayout attention,
      int positions,
      int dimensions) {
    Qwen3Graph graph = new Qwen3Graph(config, weights, source, attention);
    graph.write(source.type(), positions, dimensions);
    return graph.graph.toModel();
  }

  private void write(ComputeType type, int positions, int dimensions) {
    String ids = graph.input(AttentionLayout.IDS, ElementType.INT64, -1);
    graph.input(AttentionLayout.LAST, ElementType.INT64, -1);
    attention.declare(graph, RotaryTables.in(graph, config, positions, type));
    String hidden = values.rows(weights.embedding(), ids, "embedded");
    Stream stream =
        new Stream(hidden, norm(hidden, values.norm(weights.layers().getFirst().inputNorm())));
    for (int i = 0; i < config.layers(); i++) {
      stream = layer(i, stream);
    }
    String floats =
        graph.node("Cast", stream.normed()).with("to", ElementType.FLOAT.number()).as("pooled");
    graph.output(graph.cutAndNormalize(floats, dimensions, VECTORS), ElementType.FLOAT);
  }

  /**
   * What goes from one block to the next.
   *
   * @param residual the sum of all before
   * @param normed the same, normed for the next block
   */
  private record Stream(String residual, String normed) {}

  private Stream layer(int number, Stream in) {
    String name = "layer_" + number + "_";
    Qwen3Weights.Layer layer = weights.layers().get(number);
    boolean isLast = number == config.layers() - 1;
    String attended =
        attention.attend(
            graph,
            name,
            new AttentionLayout.Projections(
                values.linear(in.normed(), layer.query(), name + "query"),
                values.linear(in.normed(), layer.key(), name + "key"),
                values.linear(in.normed(), layer.value(), name + "value"),
                values.norm(layer.queryNorm()),
                values.norm(layer.keyNorm())));
    String residual = in.residual();
    if (isLast) {
      attended = lastTokens(attended, name + "attended_last");
      residual = lastTokens(residual, name + "residual_last");
    }
    Stream afterAttention =
        add(
            values.linear(attended, layer.output(), name + "output"),
            residual,
            values.norm(layer.postAttentionNorm()),
            name + "middle");
    String next =
        isLast
            ? values.norm(weights.norm())
            : values.norm(weights.layers().get(number + 1).inputNorm());
    return add(
        feedForward(afterAttention.normed(), layer, name),
        afterAttention.residual(),
        next,
        name + "end");
  }

  /** {@code down(silu(gate(x)) * up(x))}. */
  private String feedForward(String input, Qwen3Weights.Layer layer, String name) {
    String gate = values.linear(input, layer.gate(), name + "gate");
    String up = values.linear(input, layer.up(), name + "up");
    // x * sigmoid(1 * x), which is silu, in one kernel.
    String activated = graph.microsoft("QuickGelu", gate).with("alpha", 1f).as(name + "activated");
    String product = graph.node("Mul", activated, up).as(name + "gated");
    return values.linear(product, layer.down(), name + "down");
  }

  private Stream add(String block, String residual, String normWeight, String name) {
    String normed =
        graph
            .microsoft("SkipSimplifiedLayerNormalization", block, residual, normWeight)
            .with("epsilon", config.normEpsilon())
            .as(name + "_normed", "", "", name);
    return new Stream(name, normed);
  }

  private String norm(String hidden, String weight) {
    return graph
        .node("SimplifiedLayerNormalization", hidden, weight)
        .with("axis", -1)
        .with("epsilon", config.normEpsilon())
        .with("stash_type", 1)
        .as(hidden + "_normed");
  }

  private String lastTokens(String tokens, String output) {
    return graph.node("Gather", tokens, AttentionLayout.LAST).with("axis", 0).as(output);
  }
}
