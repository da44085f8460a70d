package io.millrace.worker.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.millrace.worker.engine.onnx.OrtFunctions.Function;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** One run of an operator: where its tensors lie. Valid until the operator returns. */
public final class OperatorRun {
  private final MemorySegment context;
  private final OrtFunctions functions;
  private final SegmentAllocator memory;

  OperatorRun(MemorySegment context, OrtFunctions functions, SegmentAllocator memory) {
    this.context = context;
    this.functions = functions;
    this.memory = memory;
  }

  /** Address of an input's elements, on the device. */
  public MemorySegment input(int index) {
    return elements(value(index));
  }

  /** Sizes of an input's dimensions. */
  public long[] shape(int index) {
    MemorySegment shape = result(Function.GET_TENSOR_TYPE_AND_SHAPE, value(index));
    try {
      long rank = resultLong(Function.GET_DIMENSIONS_COUNT, shape);
      MemorySegment sizes = memory.allocate(JAVA_LONG, Math.max(1, rank));
      functions.call(Function.GET_DIMENSIONS, shape, sizes, rank);
      return sizes.asSlice(0, rank * Long.BYTES).toArray(JAVA_LONG);
    } finally {
      functions.release(Function.RELEASE_TENSOR_TYPE_AND_SHAPE, shape);
    }
  }

  /** Makes an output of that shape; the address of its elements, on the device. */
  public MemorySegment output(int index, long... shape) {
    MemorySegment result = memory.allocate(ADDRESS);
    functions.call(
        Function.KERNEL_CONTEXT_GET_OUTPUT,
        context,
        (long) index,
        memory.allocateFrom(JAVA_LONG, shape),
        (long) shape.length,
        result);
    return elements(result.get(ADDRESS, 0));
  }

  /** The CUDA stream to launch kernels on. */
  public MemorySegment stream() {
    return result(Function.KERNEL_CONTEXT_GET_GPU_COMPUTE_STREAM, context);
  }

  private MemorySegment value(int index) {
    MemorySegment result = memory.allocate(ADDRESS);
    functions.call(Function.KERNEL_CONTEXT_GET_INPUT, context, (long) index, result);
    return result.get(ADDRESS, 0);
  }

  private MemorySegment elements(MemorySegment value) {
    return result(Function.GET_TENSOR_MUTABLE_DATA, value);
  }

  private MemorySegment result(Function function, MemorySegment of) {
    MemorySegment result = memory.allocate(ADDRESS);
    functions.call(function, of, result);
    return result.get(ADDRESS, 0);
  }

  private long resultLong(Function function, MemorySegment of) {
    MemorySegment result = memory.allocate(JAVA_LONG);
    functions.call(function, of, result);
    return result.get(JAVA_LONG, 0);
  }
}
