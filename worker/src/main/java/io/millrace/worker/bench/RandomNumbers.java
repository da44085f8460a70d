package io.millrace.worker.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.random.RandomGenerator;

/**
 * Numbers in bf16 without end: one block, again and again. Its length is a prime and more than any
 * weight has rows, so that no two rows of a weight are alike. Not thread safe.
 */
final class RandomNumbers {
  private static final int BLOCK_NUMBERS = 1_048_583;

  private final ByteBuffer block;

  private RandomNumbers(ByteBuffer block) {
    this.block = block;
  }

  /** Normally distributed around 0. */
  static RandomNumbers normal(RandomGenerator random, double deviation) {
    ByteBuffer block = allocate();
    while (block.hasRemaining()) {
      block.putShort(bfloat16((float) (deviation * random.nextGaussian())));
    }
    return new RandomNumbers(block.flip());
  }

  /** Always the same number. */
  static RandomNumbers constant(float number) {
    ByteBuffer block = allocate();
    while (block.hasRemaining()) {
      block.putShort(bfloat16(number));
    }
    return new RandomNumbers(block.flip());
  }

  /** Writes the next ones. */
  void write(WritableByteChannel target, long count) throws IOException {
    long leftBytes = count * Short.BYTES;
    while (leftBytes > 0) {
      if (!block.hasRemaining()) {
        block.position(0);
      }
      int bytes = (int) Math.min(leftBytes, block.remaining());
      leftBytes -= writeFully(target, bytes);
    }
  }

  private int writeFully(WritableByteChannel target, int bytes) throws IOException {
    ByteBuffer part = block.slice(block.position(), bytes);
    while (part.hasRemaining()) {
      target.write(part);
    }
    block.position(block.position() + bytes);
    return bytes;
  }

  private static ByteBuffer allocate() {
    return ByteBuffer.allocateDirect(BLOCK_NUMBERS * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Cuts the last 16 bits off. */
  private static short bfloat16(float number) {
    return (short) (Float.floatToRawIntBits(number) >>> Short.SIZE);
  }
}
