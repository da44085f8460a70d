package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.OnnxGraph;

/** {@code up * silu(gate)}, between the Gemms of a feed-forward block. */
interface GatedActivation {
  /** Adds the constants that all layers share. */
  void declare(OnnxGraph graph);

  /**
   * Adds the activation of a layer.
   *
   * @param graph the one with the constants, or a branch of it
   * @param gate {@code [tokens, intermediateSize]}
   * @param up {@code [tokens, intermediateSize]}
   * @param layer makes names unique
   * @return {@code [tokens, intermediateSize]}
   */
  String activate(OnnxGraph graph, String gate, String up, String layer);

  /** In two passes over the numbers: what every device has. */
  static GatedActivation inTwoPasses() {
    return TwoPasses.INSTANCE;
  }

  /** A kernel for the gate and one for the product. */
  enum TwoPasses implements GatedActivation {
    INSTANCE;

    @Override
    public void declare(OnnxGraph graph) {
      // It has none.
    }

    @Override
    public String activate(OnnxGraph graph, String gate, String up, String layer) {
      // x * sigmoid(1 * x), which is silu, in one kernel.
      String activated =
          graph.microsoft("QuickGelu", gate).with("alpha", 1f).as(layer + "activated");
      return graph.node("Mul", activated, up).as(layer + "gated");
    }
  }
}
