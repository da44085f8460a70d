package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.OnnxNode;
import io.millrace.worker.engine.onnx.TokenTensors;

/**
 * {@code GroupQueryAttention}: queries, keys and values lie in rows of one length. The CPU has no
 * other; it wants 32 bit floats there and 16 bit floats on a GPU.
 */
final class PaddedAttention implements AttentionLayout {
  static final String LENGTHS = "last_positions";
  static final String ROW_LENGTH = "row_length";

  private static final String QUERY_ROWS = "query_rows";
  private static final String KEY_ROWS = "key_rows";
  private static final String HEAD_ROWS = "head_rows";

  private final Qwen3Config config;
  private final boolean normsInKernel;
  private final AttentionRows rows;
  private RotaryTables rotary = new RotaryTables("", "");

  private PaddedAttention(Qwen3Config config, boolean normsInKernel, AttentionRows rows) {
    this.config = config;
    this.normsInKernel = normsInKernel;
    this.rows = rows;
  }

  /** For the CPU, whose kernel refuses the norms of queries and keys. */
  static PaddedAttention onCpu(Qwen3Config config) {
    return new PaddedAttention(config, false, new GatheredRows());
  }

  /** For the CPU, in a network that is padded throughout. */
  static PaddedAttention ofPaddedTexts(Qwen3Config config) {
    return new PaddedAttention(config, false, new PaddedRows());
  }

  /** For CUDA, whose kernel norms queries and keys by itself. */
  static PaddedAttention onGpu(Qwen3Config config) {
    return new PaddedAttention(config, true, new GatheredRows());
  }

  @Override
  public void declare(OnnxGraph graph, RotaryTables tables) {
    rotary = tables;
    graph.input(LENGTHS, ElementType.INT32, -1);
    graph.input(ROW_LENGTH, ElementType.INT32);
    rows.declare(graph);
    graph.constant(HEAD_ROWS, -1, config.headSize());
    graph.constant(QUERY_ROWS, -1, config.querySize());
    graph.constant(KEY_ROWS, -1, config.keyValueSize());
  }

  @Override
  public String attend(OnnxGraph graph, String layer, Projections projections) {
    String attended =
        attention(graph, layer, projections)
            .with("num_heads", config.heads())
            .with("kv_num_heads", config.keyValueHeads())
            .with("do_rotary", 1)
            // Nobody reads the last two, but the kernel on the CPU works in blocks only with them,
            // and the one on a GPU writes them without asking.
            .as(layer + "attended_rows", layer + "present_keys", layer + "present_values");
    String flat = graph.node("Reshape", attended, QUERY_ROWS).as(layer + "attended_flat");
    return rows.pack(graph, flat, layer + "attended");
  }

  @Override
  public TokenTensors newTensors() {
    return rows.newTensors();
  }

  /** Similar lengths go together, because attention and its memory pay for the padding. */
  @Override
  public TokenCounting counting() {
    return TokenCounting.PADDED;
  }

  private OnnxNode attention(OnnxGraph graph, String layer, Projections in) {
    return normsInKernel ? withNorms(graph, layer, in) : withoutNorms(graph, layer, in);
  }

  private OnnxNode withoutNorms(OnnxGraph graph, String layer, Projections in) {
    return graph.microsoft(
        "GroupQueryAttention",
        spread(graph, headNorm(graph, in.query(), in.queryNorm(), QUERY_ROWS), layer + "query"),
        spread(graph, headNorm(graph, in.key(), in.keyNorm(), KEY_ROWS), layer + "key"),
        spread(graph, in.value(), layer + "value"),
        "",
        "",
        LENGTHS,
        ROW_LENGTH,
        rotary.cosine(),
        rotary.sine());
  }

  private OnnxNode withNorms(OnnxGraph graph, String layer, Projections in) {
    return graph
        .microsoft(
            "GroupQueryAttention",
            spread(graph, in.query(), layer + "query"),
            spread(graph, in.key(), layer + "key"),
            spread(graph, in.value(), layer + "value"),
            "",
            "",
            LENGTHS,
            ROW_LENGTH,
            rotary.cosine(),
            rotary.sine(),
            "",
            "",
            "",
            "",
            "",
            in.queryNorm(),
            in.keyNorm())
        .with("qk_norm_epsilon", config.normEpsilon());
  }

  private String headNorm(OnnxGraph graph, String heads, String weight, String rowShape) {
    String split = graph.node("Reshape", heads, HEAD_ROWS).as(heads + "_heads");
    String normed = graph.rootMeanSquareNorm(split, weight, config.normEpsilon());
    return graph.node("Reshape", normed, rowShape).as(heads + "_rows");
  }

  private String spread(OnnxGraph graph, String tokens, String name) {
    return rows.spread(graph, tokens, name + "_spread");
  }
}
