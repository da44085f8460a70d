package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import java.nio.ByteBuffer;

/**
 * {@code weight = (byte - 128) * scale}, the largest weight of a block at 127 or -127. The last
 * block of a row is filled up with zeros, as MatMulNBits wants it.
 */
record SymmetricInt8(DType scaleType, int blockElements) implements BlockEncoder {
  private static final int ZERO = 128;
  private static final int LIMIT = 127;

  @Override
  public float encode(float[] weights, int from, int length, ByteBuffer values) {
    float largest = BlockEncoder.largest(weights, from, length);
    float scale = HalfFloats.roundScale(scaleType, largest / LIMIT);
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = from; i < from + length; i++) {
      int level = Math.clamp(Math.round(weights[i] * inverse), -LIMIT, LIMIT);
      values.put((byte) (level + ZERO));
    }
    for (int i = length; i < blockElements; i++) {
      values.put((byte) ZERO);
    }
    return scale;
  }
}
