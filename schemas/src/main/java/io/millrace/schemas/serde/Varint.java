package io.millrace.schemas.serde;

import java.nio.ByteBuffer;

/**
 * Avro's encoding of int and long alike: zigzag, then seven bits a byte, least significant first.
 */
final class Varint {
  private static final int PAYLOAD_BITS = 7;
  private static final int MORE = 0x80;
  private static final int PAYLOAD = 0x7f;

  private Varint() {}

  static void put(ByteBuffer out, long value) {
    long rest = zigzag(value);
    while ((rest & -MORE) != 0) {
      out.put((byte) (rest | MORE));
      rest >>>= PAYLOAD_BITS;
    }
    out.put((byte) rest);
  }

  /**
   * Reads a number and moves the buffer behind it.
   *
   * @throws MalformedRecordException if the bytes end within the number or it has more than 64 bits
   */
  static long get(ByteBuffer in) throws MalformedRecordException {
    int start = in.position();
    long bits = 0;
    for (int shift = 0; shift < Long.SIZE && in.hasRemaining(); shift += PAYLOAD_BITS) {
      byte next = in.get();
      bits |= (long) (next & PAYLOAD) << shift;
      if (next >= 0) {
        return (bits >>> 1) ^ -(bits & 1);
      }
    }
    throw new MalformedRecordException(start, "a number that does not end");
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> (Long.SIZE - 1));
  }
}
