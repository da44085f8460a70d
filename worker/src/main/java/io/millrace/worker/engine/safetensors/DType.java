package io.millrace.worker.engine.safetensors;

import java.util.Arrays;
import java.util.Optional;

/** Type of a stored number. The names are those of the safetensors format. */
public enum DType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  F8_E4M3(1),
  I64(8),
  I32(4),
  I8(1),
  U8(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one number. */
  public int bytes() {
    return bytes;
  }

  static Optional<DType> named(String label) {
    return Arrays.stream(values()).filter(type -> type.name().equals(label)).findFirst();
  }
}
