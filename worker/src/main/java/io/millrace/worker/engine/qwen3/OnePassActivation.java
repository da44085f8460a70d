package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.OnnxGraph;
import java.util.Arrays;

/**
 * {@code GatedRMSNorm} with its norm put out of effect. CUDA only. The kernel computes, in 32 bits,
 *
 * <pre>up / sqrt(mean(up^2) + epsilon) * scale * silu(gate)</pre>
 *
 * and with a scale of {@code sqrt(epsilon)} the norm is a factor of {@code 1 / sqrt(1 + mean(up^2)
 * / epsilon)}: nothing as long as the mean square is small beside epsilon.
 */
final class OnePassActivation implements GatedActivation {
  /**
   * Below this, two passes are faster: on an H200 one pass makes the whole network 3 % faster with
   * 9,728 (4B), and 1 % slower with 3,072 (0.6B).
   */
  static final int LEAST_INTERMEDIATE_SIZE = 8192;

  static final String SCALE = "gate_scale";

  /** Its square is far inside the range of 32 bits: the factor is 1 up to an RMS of 2^17. */
  private static final int SCALE_EXPONENT = 30;

  private final int intermediateSize;
  private final ComputeType type;

  OnePassActivation(int intermediateSize, ComputeType type) {
    this.intermediateSize = intermediateSize;
    this.type = type;
  }

  /**
   * Not for fp16, which has no number as large as the scale: with its largest, a row with an RMS of
   * 4,600 would come out 1 % too small.
   */
  static boolean suits(Qwen3Config config, ComputeType type) {
    return type != ComputeType.FP16 && config.intermediateSize() >= LEAST_INTERMEDIATE_SIZE;
  }

  @Override
  public void declare(OnnxGraph graph) {
    float[] scale = new float[intermediateSize];
    Arrays.fill(scale, powerOfTwo(SCALE_EXPONENT));
    graph.constant(SCALE, type.element(), new long[] {intermediateSize}, type.encode(scale));
  }

  @Override
  public String activate(OnnxGraph graph, String gate, String up, String layer) {
    return graph
        .microsoft("GatedRMSNorm", up, SCALE, gate)
        .with("epsilon", epsilon())
        .as(layer + "gated");
  }

  /** The square of the scale, exactly. */
  float epsilon() {
    return powerOfTwo(2 * SCALE_EXPONENT);
  }

  private static float powerOfTwo(int exponent) {
    return Math.scalb(1f, exponent);
  }
}
