package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.device.KernelLauncher;
import io.millrace.worker.engine.onnx.CustomOperator;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OperatorRun;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/**
 * Divides each head of queries and keys by its root mean square, multiplies it with the norm's
 * weight, and rotates it by the angles of its token's position; all in 32 bits.
 *
 * <p>Inputs: queries {@code [tokens, querySize]}, keys {@code [tokens, keyValueSize]}, both norms'
 * weights {@code [128]}, cosines and sines {@code [positions, 64]}, positions {@code [tokens]}.
 * Outputs: queries and keys.
 */
record RotateOperator(KernelLauncher kernels, Qwen3Config config, ComputeType type)
    implements CustomOperator {
  static final String NAME = "NormAndRotate";

  private static final int HEAD_SIZE = 128;

  /** Threads that work on a head, with 8 numbers each. */
  private static final int LANES = 16;

  /** Whether the kernel is made for such heads. */
  static boolean suits(Qwen3Config config) {
    return config.headSize() == HEAD_SIZE;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<ElementType> inputs() {
    ElementType floats = type.element();
    return List.of(floats, floats, floats, floats, floats, floats, ElementType.INT32);
  }

  @Override
  public List<ElementType> outputs() {
    return List.of(type.element(), type.element());
  }

  @Override
  public boolean isOnGpu() {
    return true;
  }

  @Override
  public void run(OperatorRun run) {
    long tokens = run.shape(0)[0];
    MemorySegment queries = run.output(0, tokens, (long) config.heads() * HEAD_SIZE);
    MemorySegment keys = run.output(1, tokens, (long) config.keyValueHeads() * HEAD_SIZE);
    long heads = tokens * (config.heads() + config.keyValueHeads());
    kernels.launch(
        "rotate_" + type.name().toLowerCase(Locale.ROOT),
        heads * LANES,
        run.stream(),
        run.input(0),
        run.input(1),
        queries,
        keys,
        run.input(2),
        run.input(3),
        run.input(4),
        run.input(5),
        run.input(6),
        config.heads(),
        config.keyValueHeads(),
        config.normEpsilon(),
        heads);
  }
}
