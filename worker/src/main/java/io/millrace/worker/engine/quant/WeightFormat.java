package io.millrace.worker.engine.quant;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.safetensors.DType;

/**
 * A precision and what an operator wants to know beside it.
 *
 * @param blockElements weights that share a scale; without meaning where there is none
 * @param scaleType of the scales: F32, F16 or BF16
 */
public record WeightFormat(Precision precision, int blockElements, DType scaleType) {
  private static final int PLAIN_BLOCK = 4096;
  private static final int FP8_BLOCK = 128;

  public WeightFormat {
    requireNonNull(precision, "precision");
    if (blockElements < 16 || Integer.bitCount(blockElements) != 1) {
      throw new IllegalArgumentException("a block of " + blockElements + ", not 16, 32, 64 ...");
    }
    if (scaleType != DType.F32 && scaleType != DType.F16 && scaleType != DType.BF16) {
      throw new IllegalArgumentException("scales of " + scaleType);
    }
  }

  /** Floats without scales. */
  public static WeightFormat plain(Precision precision) {
    return switch (precision) {
      case FP32, FP16, BF16 -> new WeightFormat(precision, PLAIN_BLOCK, DType.F32);
      default -> throw new IllegalArgumentException(precision + " has scales");
    };
  }

  /** One scale for 128 weights of a row, which is what the CUDA kernel takes. */
  public static WeightFormat fp8() {
    return new WeightFormat(Precision.FP8, FP8_BLOCK, DType.F32);
  }

  BlockEncoder encoder() {
    return switch (precision) {
      case FP32, FP16, BF16 -> new PlainFloats(valuesType());
      case INT8 -> new SymmetricInt8(scaleType, blockElements);
      case INT4 -> new SymmetricInt4(scaleType, blockElements);
      case NF4 -> new NormalFloat4(scaleType);
      case FP8 -> new ScaledFloat8(scaleType);
    };
  }

  DType valuesType() {
    return switch (precision) {
      case FP32 -> DType.F32;
      case FP16 -> DType.F16;
      case BF16 -> DType.BF16;
      case INT8, INT4, NF4 -> DType.U8;
      case FP8 -> DType.F8_E4M3;
    };
  }
}
