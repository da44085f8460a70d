package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.TokenTensors;

/**
 * Two attentions in one graph, of which each batch takes one: the weights are there once. Few long
 * texts go padded, because the kernel for packed ones is slow on them; all others go packed.
 */
final class AttentionOfBatch implements AttentionLayout {
  /** Input: whether this batch goes padded; a scalar that stays on the CPU. */
  static final String IS_PADDED = "is_padded";

  private final AttentionLayout packed;
  private final AttentionLayout padded;

  AttentionOfBatch(AttentionLayout packed, AttentionLayout padded) {
    this.packed = packed;
    this.padded = padded;
  }

  @Override
  public void declare(OnnxGraph graph, RotaryTables rotary) {
    graph.input(IS_PADDED, ElementType.BOOL);
    packed.declare(graph, rotary);
    padded.declare(graph, rotary);
  }

  @Override
  public String attend(OnnxGraph graph, String layer, Projections projections) {
    return graph
        .node("If", IS_PADDED)
        .with("then_branch", branch(padded, layer + "padded_", projections))
        .with("else_branch", branch(packed, layer + "packed_", projections))
        .as(layer + "attended");
  }

  private static OnnxGraph branch(AttentionLayout attention, String layer, Projections in) {
    OnnxGraph branch = new OnnxGraph();
    branch.output(attention.attend(branch, layer, in), in.type());
    return branch;
  }

  @Override
  public TokenTensors newTensors() {
    return new TokensOfBatch(packed.newTensors(), padded.newTensors());
  }

  /** Also where a batch goes padded, since that happens only with hardly any padding. */
  @Override
  public TokenCounting counting() {
    return TokenCounting.PACKED;
  }
}
