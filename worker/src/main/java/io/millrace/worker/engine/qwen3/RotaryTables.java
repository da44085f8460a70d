package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.OnnxGraph;
import java.util.function.DoubleUnaryOperator;

/**
 * Cosine and sine of every position's angles, {@code [positions, headSize / 2]}: the rotary
 * position embedding of Su et al., RoFormer (2021), angle {@code position / theta^(2i / headSize)}.
 */
record RotaryTables(String cosine, String sine) {
  static RotaryTables in(OnnxGraph graph, Qwen3Config config, int positions, ComputeType type) {
    return new RotaryTables(
        table(graph, "rotary_cosine", config, positions, type, Math::cos),
        table(graph, "rotary_sine", config, positions, type, Math::sin));
  }

  private static String table(
      OnnxGraph graph,
      String name,
      Qwen3Config config,
      int positions,
      ComputeType type,
      DoubleUnaryOperator function) {
    int half = config.headSize() / 2;
    float[] table = new float[Math.multiplyExact(positions, half)];
    for (int i = 0; i < half; i++) {
      double frequency = Math.pow(config.ropeTheta(), -2.0 * i / config.headSize());
      for (int position = 0; position < positions; position++) {
        table[position * half + i] = (float) function.applyAsDouble(position * frequency);
      }
    }
    return graph.constant(name, type.element(), new long[] {positions, half}, type.encode(table));
  }
}
