package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.TokenTensors;

/**
 * Texts are padded from the beginning, as in a graph that was exported: nothing has to be copied,
 * and the whole network works on the padding.
 */
final class PaddedRows implements AttentionRows {
  /** Input: {@code [batch, longest, -1]}. */
  static final String SHAPE = "rows_shape";

  @Override
  public void declare(OnnxGraph graph) {
    graph.input(SHAPE, ElementType.INT64, 3);
  }

  @Override
  public String spread(OnnxGraph graph, String tokens, String output) {
    return graph.node("Reshape", tokens, SHAPE).as(output);
  }

  @Override
  public String pack(OnnxGraph graph, String rows, String output) {
    return graph.node("Identity", rows).as(output);
  }

  @Override
  public TokenTensors newTensors() {
    return new RowTokens();
  }
}
