package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** Numbers of 32 bits in native memory, for an input that is filled anew for each batch. */
public final class NativeInts {
  private IntBuffer numbers = allocate(0);

  /** Empties it and makes room. */
  public NativeInts reserve(int count) {
    if (count > numbers.capacity()) {
      numbers = allocate(count);
    }
    numbers.clear().limit(count);
    return this;
  }

  /** Appends a number. */
  public NativeInts put(int number) {
    numbers.put(number);
    return this;
  }

  /** All of the reserved room, from its start. */
  public IntBuffer toBuffer() {
    return numbers.duplicate().position(0);
  }

  /** A tensor over the reserved room; not a copy. */
  public OnnxTensor toTensor(long... shape) throws OrtException {
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), toBuffer(), shape);
  }

  private static IntBuffer allocate(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, Integer.BYTES))
        .order(ByteOrder.nativeOrder())
        .asIntBuffer();
  }
}
