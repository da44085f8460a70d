package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.TokenTensors;

/**
 * The network with either of two attentions, of which each batch takes one; both share the weights.
 * Few long texts go padded, because the kernel for packed ones is slow on them; all others go
 * packed.
 *
 * <p>The whole network branches and not each layer's attention: ONNX Runtime gives every branch a
 * CUDA stream of its own, with more than 60 MiB of work space for cuBLAS.
 */
final class AttentionOfBatch implements NetworkLayout {
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
  public String write(OnnxGraph graph, Network network) {
    return graph
        .node("If", IS_PADDED)
        .with("then_branch", branch(network, padded, "padded_"))
        .with("else_branch", branch(network, packed, "packed_"))
        .as("chosen");
  }

  private static OnnxGraph branch(Network network, AttentionLayout attention, String name) {
    OnnxGraph branch = new OnnxGraph();
    branch.output(network.write(branch, attention, name), ElementType.FLOAT);
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
