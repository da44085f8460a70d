package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.TokenTensors;

/** How tokens get into rows of one length for {@link PaddedAttention}, and out of them again. */
interface AttentionRows {
  /** Adds the inputs that all layers share. */
  void declare(OnnxGraph graph);

  /** From {@code [tokens, size]} to {@code [batch, longest, size]}. */
  String spread(OnnxGraph graph, String tokens, String output);

  /** From {@code [batch * longest, size]} to {@code [tokens, size]}. */
  String pack(OnnxGraph graph, String rows, String output);

  /** Room for batches laid out like this. */
  TokenTensors newTensors();
}
