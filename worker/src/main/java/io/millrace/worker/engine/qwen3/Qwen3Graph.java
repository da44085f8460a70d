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

  /** Output: the same before they are cut and normalized. */
  static final String UNCUT = "uncut";

  private final OnnxGraph graph;
  private final Qwen3Config config;
  private final Qwen3Weights weights;
  private final WeightValues values;
  private final AttentionLayout attention;
  private final GatedActivation activation;
  private final String name;

  private Qwen3Graph(
      OnnxGraph graph,
      Qwen3Config config,
      Qwen3Weights weights,
      WeightValues values,
      AttentionLayout attention,
      GatedActivation activation,
      String name) {
    this.graph = graph;
    this.config = config;
    this.weights = weights;
    this.values = values;
    this.attention = attention;
    this.activation = activation;
    this.name = name;
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
      DeviceKernels kernels,
      int positions,
      int dimensions) {
    OnnxGraph whole = new OnnxGraph();
    WeightValues values = source.into(whole);
    whole.input(NetworkLayout.IDS, ElementType.INT64, -1);
    whole.input(NetworkLayout.LAST, ElementType.INT64, -1);
    kernels.layout().declare(whole, RotaryTables.in(whole, config, positions, source.type()));
    kernels.activation().declare(whole);
    String pooled =
        kernels
            .layout()
            .write(
                whole,
                (graph, attention, name) ->
                    new Qwen3Graph(
                            graph,
                            config,
                            weights,
                            values.usedIn(graph),
                            attention,
                            kernels.activation(),
                            name)
                        .write());
    whole.output(whole.node("Identity", pooled).as(UNCUT), ElementType.FLOAT);
    whole.output(whole.cutAndNormalize(pooled, dimensions, VECTORS), ElementType.FLOAT);
    return whole.toModel();
  }

  private String write() {
    String hidden = values.rows(weights.embedding(), NetworkLayout.IDS, name + "embedded");
    String firstNorm = values.norm(weights.layers().getFirst().inputNorm());
    Stream stream =
        new Stream(hidden, graph.rootMeanSquareNorm(hidden, firstNorm, config.normEpsilon()));
    for (int i = 0; i < config.layers(); i++) {
      stream = layer(i, stream);
    }
    return graph
        .node("Cast", stream.normed())
        .with("to", ElementType.FLOAT.number())
        .as(name + "pooled");
  }

  /**
   * What goes from one block to the next.
   *
   * @param residual the sum of all before
   * @param normed the same, normed for the next block
   */
  private record Stream(String residual, String normed) {}

  private Stream layer(int number, Stream in) {
    String here = name + "layer_" + number + "_";
    Qwen3Weights.Layer layer = weights.layers().get(number);
    boolean isLast = number == config.layers() - 1;
    String attended =
        attention.attend(
            graph,
            here,
            new AttentionLayout.Projections(
                values.linear(in.normed(), layer.query(), here + "query"),
                values.linear(in.normed(), layer.key(), here + "key"),
                values.linear(in.normed(), layer.value(), here + "value"),
                values.norm(layer.queryNorm()),
                values.norm(layer.keyNorm())));
    String residual = in.residual();
    if (isLast) {
      attended = lastTokens(attended, here + "attended_last");
      residual = lastTokens(residual, here + "residual_last");
    }
    Stream afterAttention =
        add(
            values.linear(attended, layer.output(), here + "output"),
            residual,
            values.norm(layer.postAttentionNorm()),
            here + "middle");
    String next =
        isLast
            ? values.norm(weights.norm())
            : values.norm(weights.layers().get(number + 1).inputNorm());
    return add(
        feedForward(afterAttention.normed(), layer, here),
        afterAttention.residual(),
        next,
        here + "end");
  }

  /** {@code down(silu(gate(x)) * up(x))}. */
  private String feedForward(String input, Qwen3Weights.Layer layer, String here) {
    String gate = values.linear(input, layer.gate(), here + "gate");
    String up = values.linear(input, layer.up(), here + "up");
    String product = activation.activate(graph, gate, up, here);
    return values.linear(product, layer.down(), here + "down");
  }

  private Stream add(String block, String residual, String normWeight, String output) {
    String normed =
        graph
            .microsoft("SkipSimplifiedLayerNormalization", block, residual, normWeight)
            .with("epsilon", config.normEpsilon())
            .as(output + "_normed", "", "", output);
    return new Stream(output, normed);
  }

  private String lastTokens(String tokens, String output) {
    return graph.node("Gather", tokens, NetworkLayout.LAST).with("axis", 0).as(output);
  }
}
