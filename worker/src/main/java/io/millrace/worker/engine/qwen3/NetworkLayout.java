package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.TokenTensors;

/** How the tokens of several texts lie beside each other, and what of the network depends on it. */
interface NetworkLayout {
  /** Input: token ids, {@code [tokens]}. */
  String IDS = "input_ids";

  /** Input: where each text's last token lies, {@code [batch]}. */
  String LAST = "last_tokens";

  /** Adds the inputs and constants that all layers share. */
  void declare(OnnxGraph graph, RotaryTables rotary);

  /**
   * Adds the network.
   *
   * @return {@code [batch, hidden size]}
   */
  String write(OnnxGraph graph, Network network);

  /** Room for batches laid out like this. */
  TokenTensors newTensors();

  /** Which tokens cost. */
  TokenCounting counting();

  /** The network around an attention. */
  @FunctionalInterface
  interface Network {
    /**
     * Adds it.
     *
     * @param graph the one that has the weights, or a branch of it
     * @param name makes names unique
     * @return {@code [batch, hidden size]}
     */
    String write(OnnxGraph graph, AttentionLayout attention, String name);
  }
}
