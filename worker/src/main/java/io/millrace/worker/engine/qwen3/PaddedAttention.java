package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.TokenTensors;

/**
 * {@code GroupQueryAttention}: queries, keys and values are spread over rows of one length for the
 * attention alone. The CPU has no other; it wants 32 bit floats.
 */
final class PaddedAttention implements AttentionLayout {
  static final String LENGTHS = "last_positions";
  static final String LONGEST = "longest";
  static final String SPREAD = "spread";
  static final String PACK = "pack";

  private static final String QUERY_ROWS = "query_rows";
  private static final String KEY_ROWS = "key_rows";
  private static final String HEAD_ROWS = "head_rows";

  private final Qwen3Config config;
  private RotaryTables rotary = new RotaryTables("", "");

  PaddedAttention(Qwen3Config config) {
    this.config = config;
  }

  @Override
  public void declare(OnnxGraph graph, RotaryTables tables) {
    rotary = tables;
    graph.input(LENGTHS, ElementType.INT32, -1);
    graph.input(LONGEST, ElementType.INT32);
    graph.input(SPREAD, ElementType.INT64, -1, -1);
    graph.input(PACK, ElementType.INT64, -1);
    graph.constant(HEAD_ROWS, -1, config.headSize());
    graph.constant(QUERY_ROWS, -1, config.querySize());
    graph.constant(KEY_ROWS, -1, config.keyValueSize());
  }

  @Override
  public String attend(OnnxGraph graph, String layer, Projections projections) {
    String query = headNorm(graph, projections.query(), projections.queryNorm(), QUERY_ROWS);
    String key = headNorm(graph, projections.key(), projections.keyNorm(), KEY_ROWS);
    String rows =
        graph
            .microsoft(
                "GroupQueryAttention",
                spread(graph, query),
                spread(graph, key),
                spread(graph, projections.value()),
                "",
                "",
                LENGTHS,
                LONGEST,
                rotary.cosine(),
                rotary.sine())
            .with("num_heads", config.heads())
            .with("kv_num_heads", config.keyValueHeads())
            .with("do_rotary", 1)
            // Nobody reads the last two, but only with them does the kernel work in blocks.
            .as(layer + "attended_rows", layer + "present_keys", layer + "present_values");
    String flat = graph.node("Reshape", rows, QUERY_ROWS).as(layer + "attended_flat");
    return graph.node("Gather", flat, PACK).with("axis", 0).as(layer + "attended");
  }

  @Override
  public TokenTensors newTensors() {
    return new SpreadTokens();
  }

  /** Similar lengths go together, because attention and its memory pay for the padding. */
  @Override
  public TokenCounting counting() {
    return TokenCounting.PADDED;
  }

  private String headNorm(OnnxGraph graph, String heads, String weight, String rowShape) {
    String rows = graph.node("Reshape", heads, HEAD_ROWS).as(heads + "_heads");
    String normed =
        graph
            .node("SimplifiedLayerNormalization", rows, weight)
            .with("axis", -1)
            .with("epsilon", config.normEpsilon())
            .with("stash_type", 1)
            .as(heads + "_normed");
    return graph.node("Reshape", normed, rowShape).as(heads + "_rows");
  }

  /** From {@code [tokens, size]} to {@code [batch, longest, size]}. */
  private static String spread(OnnxGraph graph, String tokens) {
    return graph.node("Gather", tokens, SPREAD).with("axis", 0).as(tokens + "_spread");
  }
}
