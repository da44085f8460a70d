package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.OnnxNode;
import io.millrace.worker.engine.onnx.TokenTensors;

/**
 * {@code PagedAttention}: no padding at all. CUDA only, 16 bit floats only. Keys and values go
 * through pages that all layers write one after the other; a page holds tokens of one text.
 */
final class PackedAttention implements AttentionLayout {
  /** The flash kernel reads a page in blocks, which are longer for small heads. */
  private static final int SMALL_HEAD = 64;

  private static final int PAGE_TOKENS = 128;
  private static final int SMALL_HEAD_PAGE_TOKENS = 256;

  static final String STARTS = "text_starts";
  static final String PAST = "past_lengths";
  static final String PAGES = "pages";
  static final String SLOTS = "slots";
  static final String POOL_SHAPE = "pool_shape";
  static final String LONGEST = "longest";
  static final String POSITIONS = "positions";

  private static final String KEY_POOL = "key_pool";
  private static final String VALUE_POOL = "value_pool";

  private final Qwen3Config config;
  private final ComputeType type;
  private final boolean rotatesBefore;
  private RotaryTables rotary = new RotaryTables("", "");

  /**
   * @param rotatesBefore whether {@link RotateOperator} has the norms and the rotary embedding,
   *     which the attention's own kernels take four times as long for
   */
  PackedAttention(Qwen3Config config, ComputeType type, boolean rotatesBefore) {
    this.config = config;
    this.type = type;
    this.rotatesBefore = rotatesBefore;
  }

  @Override
  public void declare(OnnxGraph graph, RotaryTables tables) {
    rotary = tables;
    graph.input(STARTS, ElementType.INT32, -1);
    graph.input(PAST, ElementType.INT32, -1);
    graph.input(PAGES, ElementType.INT32, -1, -1);
    graph.input(SLOTS, ElementType.INT32, -1);
    graph.input(POOL_SHAPE, ElementType.INT64, 4);
    graph.input(LONGEST, ElementType.INT32, 2);
    if (rotatesBefore) {
      graph.input(POSITIONS, ElementType.INT32, -1);
    }
    pool(graph, KEY_POOL, 0);
    // Another number, because ONNX Runtime would make one pool of two that are filled alike.
    pool(graph, VALUE_POOL, 1);
  }

  private void pool(OnnxGraph graph, String name, float filling) {
    graph
        .node("ConstantOfShape", POOL_SHAPE)
        .with("value", type.element(), type.encode(filling))
        .as(name);
  }

  @Override
  public String attend(OnnxGraph graph, String layer, Projections in) {
    if (!rotatesBefore) {
      return paged(graph, in, rotary.cosine(), rotary.sine(), in.queryNorm(), in.keyNorm())
          .with("do_rotary", 1)
          .with("qk_norm_epsilon", config.normEpsilon())
          .as(layer + "attended");
    }
    String keys = layer + "rotated_keys";
    String queries =
        graph
            .custom(
                RotateOperator.NAME,
                in.query(),
                in.key(),
                in.queryNorm(),
                in.keyNorm(),
                rotary.cosine(),
                rotary.sine(),
                POSITIONS)
            .as(layer + "rotated_queries", keys);
    Projections rotated = new Projections(queries, keys, in.value(), "", "");
    return paged(graph, rotated, "", "", "", "").as(layer + "attended");
  }

  private OnnxNode paged(
      OnnxGraph graph,
      Projections in,
      String cosine,
      String sine,
      String queryNorm,
      String keyNorm) {
    return graph
        .microsoft(
            "PagedAttention",
            in.query(),
            in.key(),
            in.value(),
            KEY_POOL,
            VALUE_POOL,
            STARTS,
            PAST,
            PAGES,
            cosine,
            sine,
            SLOTS,
            "",
            queryNorm,
            keyNorm,
            "",
            "",
            LONGEST)
        .with("num_heads", config.heads())
        .with("kv_num_heads", config.keyValueHeads());
  }

  @Override
  public TokenTensors newTensors() {
    int pageTokens = config.headSize() > SMALL_HEAD ? PAGE_TOKENS : SMALL_HEAD_PAGE_TOKENS;
    return new PackedTokens(pageTokens, config.keyValueHeads(), config.headSize());
  }

  @Override
  public TokenCounting counting() {
    return TokenCounting.PACKED;
  }
}
