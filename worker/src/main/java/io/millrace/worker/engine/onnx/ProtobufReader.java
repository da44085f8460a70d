package io.millrace.worker.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads one protobuf message in place; weights are skipped, never copied. */
final class ProtobufReader {
  private final ByteBuffer message;

  /**
   * Reads from the buffer's position to its limit, leaving both as they are. Reading throws {@link
   * java.nio.BufferUnderflowException} or {@link IllegalArgumentException} on what is not protobuf.
   */
  ProtobufReader(ByteBuffer message) {
    this.message = message.duplicate();
  }

  /** All embedded messages in a field. */
  List<ProtobufReader> messages(int field) {
    return values(field).stream().map(ProtobufReader::new).toList();
  }

  /** The first text in a field, or the empty one. */
  String string(int field) {
    return values(field).stream()
        .findFirst()
        .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
        .orElse("");
  }

  /** The last number in a field, or 0. */
  long number(int field) {
    ByteBuffer rest = message.duplicate();
    long found = 0;
    while (rest.hasRemaining()) {
      long tag = varint(rest);
      if (tag == (long) field << 3) {
        found = varint(rest);
      } else {
        value(rest, tag);
      }
    }
    return found;
  }

  private List<ByteBuffer> values(int field) {
    List<ByteBuffer> found = new ArrayList<>();
    ByteBuffer rest = message.duplicate();
    while (rest.hasRemaining()) {
      long tag = varint(rest);
      ByteBuffer value = value(rest, tag);
      if (tag >>> 3 == field) {
        found.add(value);
      }
    }
    return found;
  }

  private static ByteBuffer value(ByteBuffer rest, long tag) {
    return switch ((int) tag & 7) {
      case 0 -> slice(rest, varintBytes(rest));
      case 1 -> slice(rest, Long.BYTES);
      case 2 -> slice(rest, Math.toIntExact(varint(rest)));
      case 5 -> slice(rest, Integer.BYTES);
      default -> throw new IllegalArgumentException("not protobuf: wire type " + (tag & 7));
    };
  }

  private static ByteBuffer slice(ByteBuffer rest, int bytes) {
    ByteBuffer value = rest.slice().limit(bytes);
    rest.position(rest.position() + bytes);
    return value;
  }

  private static int varintBytes(ByteBuffer rest) {
    ByteBuffer ahead = rest.duplicate();
    varint(ahead);
    return ahead.position() - rest.position();
  }

  private static long varint(ByteBuffer rest) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = rest.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("not protobuf: a number over 64 bits");
  }
}
