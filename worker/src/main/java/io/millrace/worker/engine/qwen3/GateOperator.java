package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.device.KernelLauncher;
import io.millrace.worker.engine.onnx.CustomOperator;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.OperatorRun;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/**
 * {@code up * silu(gate)} in 32 bits, in one pass over the numbers.
 *
 * <p>Inputs: gate and up, both {@code [tokens, intermediateSize]}, of which the kernel takes 8
 * numbers at a time. Output: the same shape.
 */
record GateOperator(KernelLauncher kernels, ComputeType type)
    implements CustomOperator, GatedActivation {
  static final String NAME = "Gate";

  /** Numbers of a thread. */
  private static final int WIDTH = 8;

  /** Whether the kernel leaves no number out, however many tokens a batch has. */
  static boolean suits(Qwen3Config config) {
    return config.intermediateSize() % WIDTH == 0;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<ElementType> inputs() {
    return List.of(type.element(), type.element());
  }

  @Override
  public List<ElementType> outputs() {
    return List.of(type.element());
  }

  @Override
  public boolean isOnGpu() {
    return true;
  }

  @Override
  public void run(OperatorRun run) {
    long[] shape = run.shape(0);
    MemorySegment out = run.output(0, shape);
    long eights = shape[0] * shape[1] / WIDTH;
    kernels.launch(
        "gate_" + type.name().toLowerCase(Locale.ROOT),
        eights,
        run.stream(),
        run.input(0),
        run.input(1),
        out,
        eights);
  }

  @Override
  public void declare(OnnxGraph graph) {
    // It has no constants.
  }

  @Override
  public String activate(OnnxGraph graph, String gate, String up, String layer) {
    return graph.custom(NAME, gate, up).as(layer + "gated");
  }
}
