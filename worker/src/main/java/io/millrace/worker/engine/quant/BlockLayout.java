package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the numbers of a weight fall into blocks, and where each block's values lie.
 *
 * @param rowElements numbers after which a new block begins
 * @param filled whether the last block of a row is as long as the others
 * @param valueBits of one encoded number
 */
record BlockLayout(long rows, long rowElements, int blockElements, boolean filled, int valueBits) {
  private static final int BYTE_BITS = 8;

  static BlockLayout of(StoredTensor weight, WeightFormat format) {
    requireFloats(weight);
    int block = format.blockElements();
    return switch (format.precision()) {
      case FP32, FP16, BF16 ->
          new BlockLayout(
              1, weight.elements(), block, false, format.valuesType().bytes() * BYTE_BITS);
      case INT8 -> ofMatrix(weight, block, true, BYTE_BITS);
      case INT4 -> ofMatrix(weight, block, true, 4);
      // MatMulBnb4 cuts the whole matrix into blocks, across the rows.
      case NF4 -> new BlockLayout(1, matrix(weight)[0] * matrix(weight)[1], block, false, 4);
      case FP8 -> ofMatrix(weight, block, false, BYTE_BITS);
    };
  }

  long blocks() {
    return rows * blocksOfRow();
  }

  /** The first number of a block, counted over all rows. */
  long firstElement(long block) {
    return block / blocksOfRow() * rowElements + block % blocksOfRow() * blockElements;
  }

  /** Numbers of a block; the last of a row may have fewer. */
  int elements(long block) {
    return (int) Math.min(blockElements, rowElements - block % blocksOfRow() * blockElements);
  }

  /** Where a block's values begin; for the number of all blocks, where they end. */
  long valuesOffset(long block) {
    long elements = filled ? block * blockElements : firstElement(block);
    if (block == blocks() && !filled) {
      elements = rows * rowElements;
    }
    return (elements * valueBits + BYTE_BITS - 1) / BYTE_BITS;
  }

  long[] valuesShape(StoredTensor weight, Precision precision) {
    return switch (precision) {
      case FP32, FP16, BF16, FP8 -> weight.shape();
      case INT8, INT4 ->
          new long[] {rows, blocksOfRow(), (long) blockElements * valueBits / BYTE_BITS};
      case NF4 -> new long[] {valuesOffset(blocks())};
    };
  }

  /** Empty if there are no scales. */
  Optional<long[]> scalesShape(Precision precision) {
    return switch (precision) {
      case FP32, FP16, BF16 -> Optional.empty();
      case INT8, INT4, FP8 -> Optional.of(new long[] {rows, blocksOfRow()});
      case NF4 -> Optional.of(new long[] {blocks()});
    };
  }

  private long blocksOfRow() {
    return (rowElements + blockElements - 1) / blockElements;
  }

  private static BlockLayout ofMatrix(
      StoredTensor weight, int block, boolean filled, int valueBits) {
    long[] shape = matrix(weight);
    return new BlockLayout(shape[0], shape[1], block, filled, valueBits);
  }

  private static long[] matrix(StoredTensor weight) {
    if (weight.shape().length != 2) {
      throw new ModelException(
          "%s: tensor %s has shape %s, only a matrix can be quantized"
              .formatted(weight.file(), weight.name(), Arrays.toString(weight.shape())));
    }
    return weight.shape();
  }

  private static void requireFloats(StoredTensor weight) {
    DType type = weight.type();
    if (type != DType.F32 && type != DType.F16 && type != DType.BF16) {
      throw new ModelException(
          "%s: tensor %s is %s, must be F32, F16 or BF16"
              .formatted(weight.file(), weight.name(), type));
    }
    if (weight.elements() == 0) {
      throw new ModelException("%s: tensor %s is empty".formatted(weight.file(), weight.name()));
    }
  }
}
