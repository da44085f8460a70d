package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.TokenTensors;

/** Tokens lie end to end and are copied into rows and back, so that only attention sees padding. */
final class GatheredRows implements AttentionRows {
  static final String SPREAD = "spread";
  static final String PACK = "pack";

  @Override
  public void declare(OnnxGraph graph) {
    graph.input(SPREAD, ElementType.INT64, -1, -1);
    graph.input(PACK, ElementType.INT64, -1);
  }

  @Override
  public String spread(OnnxGraph graph, String tokens, String output) {
    return graph.node("Gather", tokens, SPREAD).with("axis", 0).as(output);
  }

  @Override
  public String pack(OnnxGraph graph, String rows, String output) {
    return graph.node("Gather", rows, PACK).with("axis", 0).as(output);
  }

  @Override
  public TokenTensors newTensors() {
    return new SpreadTokens();
  }
}
