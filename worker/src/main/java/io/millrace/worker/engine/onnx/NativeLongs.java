package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** Numbers of 64 bits in native memory, for an input that is filled anew for each batch. */
public final class NativeLongs {
  private LongBuffer numbers = allocate(0);

  /** Empties it and makes room. */
  public NativeLongs reserve(int count) {
    if (count > numbers.capacity()) {
      numbers = allocate(count);
    }
    numbers.clear().limit(count);
    return this;
  }

  /** Appends a number. */
  public NativeLongs put(long number) {
    numbers.put(number);
    return this;
  }

  /** All of the reserved room, from its start. */
  public LongBuffer toBuffer() {
    return numbers.duplicate().position(0);
  }

  /** A tensor over the reserved room; not a copy. */
  public OnnxTensor toTensor(long... shape) throws OrtException {
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), toBuffer(), shape);
  }

  private static LongBuffer allocate(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, Long.BYTES))
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }
}
