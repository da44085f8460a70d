package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.safetensors.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Type of the hidden states. */
enum ComputeType {
  FP32(ElementType.FLOAT, DType.F32, Precision.FP32),
  FP16(ElementType.FLOAT16, DType.F16, Precision.FP16),
  BF16(ElementType.BFLOAT16, DType.BF16, Precision.BF16);

  private final ElementType element;
  private final DType stored;
  private final Precision precision;

  ComputeType(ElementType element, DType stored, Precision precision) {
    this.element = element;
    this.stored = stored;
    this.precision = precision;
  }

  ElementType element() {
    return element;
  }

  DType stored() {
    return stored;
  }

  /** Weights of the same type. */
  Precision precision() {
    return precision;
  }

  /** Numbers as the graph holds them. */
  byte[] encode(float... numbers) {
    ByteBuffer content =
        ByteBuffer.allocate(numbers.length * stored.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      switch (this) {
        case FP32 -> content.putFloat(number);
        case FP16 -> content.putShort(Float.floatToFloat16(number));
        case BF16 -> content.putShort(bfloat16(number));
      }
    }
    return content.array();
  }

  /** Rounds to nearest, ties to even; for finite numbers. */
  private static short bfloat16(float number) {
    int bits = Float.floatToRawIntBits(number);
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
