package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.MALFORMED_AVRO;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Avro's binary encoding, from hands that may not be trusted: no length is believed before its
 * bytes are seen to be there, and there are no more values than a value of this size may have.
 */
final class AvroBytes {
  private static final int MAX_VARINT_BYTES = 10;
  private static final int VALUES_PER_BYTE = 2;

  /** What a record of null fields, which take no bytes, may have. */
  private static final int VALUES_BESIDES = 10_000;

  private static final char REPLACEMENT = '\uFFFD';

  private final ByteBuffer in;
  private long valuesLeft;
  private int depth;

  AvroBytes(byte[] bytes, int offset) {
    in = ByteBuffer.wrap(bytes, offset, bytes.length - offset).order(ByteOrder.LITTLE_ENDIAN);
    valuesLeft = VALUES_BESIDES + (long) VALUES_PER_BYTE * in.remaining();
  }

  boolean readBoolean() throws UnreadableException {
    byte value = readByte();
    if (value != 0 && value != 1) {
      throw malformed("a boolean of " + value);
    }
    return value == 1;
  }

  /** Zigzag, in groups of seven bits, the lowest first. */
  long readLong() throws UnreadableException {
    long bits = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte group = readByte();
      bits |= (group & 0x7FL) << (7 * i);
      if (group >= 0) {
        return (bits >>> 1) ^ -(bits & 1);
      }
    }
    throw malformed("a number of more than %d bytes".formatted(MAX_VARINT_BYTES));
  }

  int readInt() throws UnreadableException {
    long value = readLong();
    if (value != (int) value) {
      throw malformed("an int beyond 32 bits");
    }
    return (int) value;
  }

  float readFloat() throws UnreadableException {
    require(Float.BYTES);
    return in.getFloat();
  }

  double readDouble() throws UnreadableException {
    require(Double.BYTES);
    return in.getDouble();
  }

  byte[] readBytes() throws UnreadableException {
    return readFixed(require(readLong()));
  }

  byte[] readFixed(int size) throws UnreadableException {
    byte[] bytes = new byte[require(size)];
    in.get(bytes);
    return bytes;
  }

  String readString() throws UnreadableException {
    byte[] utf8 = readBytes();
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(strict(utf8), text.toCharArray())) {
      throw malformed("a string that is not UTF-8");
    }
    return text;
  }

  private static char[] strict(byte[] utf8) {
    try {
      return JsonReader.decode(ByteBuffer.wrap(utf8)).toCharArray();
    } catch (CharacterCodingException e) {
      return new char[0];
    }
  }

  /** Position in a union or an enum. */
  int readIndex(int size, String what) throws UnreadableException {
    int index = readInt();
    if (index < 0 || index >= size) {
      throw malformed("%s %d of %d".formatted(what, index, size));
    }
    return index;
  }

  /** Items of a list's or map's next block, 0 behind the last. */
  long readBlock() throws UnreadableException {
    long items = readLong();
    if (items < 0) {
      // The size of the block in bytes, for readers that skip.
      readLong();
      items = -items;
    }
    if (items < 0 || items > valuesLeft) {
      throw malformed("more items than there are bytes for");
    }
    return items;
  }

  /** Counts a value inside another. */
  void countValue() throws UnreadableException {
    valuesLeft--;
    if (valuesLeft < 0) {
      throw malformed("more values than there are bytes for");
    }
  }

  void enter() throws UnreadableException {
    depth++;
    if (depth > JsonReader.MAX_DEPTH) {
      throw malformed("nested deeper than " + JsonReader.MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  void requireEnd() throws UnreadableException {
    if (in.hasRemaining()) {
      throw malformed("%d bytes too many".formatted(in.remaining()));
    }
  }

  UnreadableException malformed(String what) {
    return new UnreadableException(MALFORMED_AVRO, "%s at byte %d".formatted(what, in.position()));
  }

  private byte readByte() throws UnreadableException {
    require(1);
    return in.get();
  }

  private int require(long size) throws UnreadableException {
    if (size < 0 || size > in.remaining()) {
      throw malformed("%d bytes announced, %d left".formatted(size, in.remaining()));
    }
    return (int) size;
  }
}
