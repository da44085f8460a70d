package io.millrace.worker.engine.onnx;

/** Type of a tensor's elements. The numbers are those of onnx.proto's TensorProto.DataType. */
public enum ElementType {
  FLOAT(1),
  UINT8(2),
  INT32(6),
  INT64(7),
  FLOAT16(10),
  BFLOAT16(16),
  FLOAT8E4M3FN(17);

  private final int number;

  ElementType(int number) {
    this.number = number;
  }

  /** As an attribute takes it, such as {@code Cast}'s {@code to}. */
  public int number() {
    return number;
  }
}
