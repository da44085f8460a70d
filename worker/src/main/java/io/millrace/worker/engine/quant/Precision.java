package io.millrace.worker.engine.quant;

import java.util.Locale;

/** How precisely a weight is kept. */
public enum Precision {
  FP32,
  FP16,
  BF16,
  /** 8 bits a weight and a scale a block, for {@code com.microsoft.MatMulNBits}. */
  INT8,
  /** 4 bits a weight and a scale a block, for {@code com.microsoft.MatMulNBits}. */
  INT4,
  /** 4 bits on the quantiles of a normal distribution, for {@code com.microsoft.MatMulBnb4}. */
  NF4,
  /** 8 bit floats and a scale a block, for {@code com.microsoft.MatMulBlockQuantizedFp8Weight}. */
  FP8;

  /** Whether it keeps whole numbers or small floats and a scale for each block of them. */
  public boolean isQuantized() {
    return switch (this) {
      case FP32, FP16, BF16 -> false;
      case INT8, INT4, NF4, FP8 -> true;
    };
  }

  /** As it is written in the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
