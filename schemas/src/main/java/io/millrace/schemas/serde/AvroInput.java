package io.millrace.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.FloatVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Avro's binary encoding. No length is believed before the bytes for it are seen to be there,
 * so that garbage cannot ask for more memory than its own size. Arrays and maps may come in any
 * number of blocks, as Avro allows every writer.
 */
final class AvroInput {
  private final ByteBuffer in;

  AvroInput(byte[] bytes, int offset) {
    in = ByteBuffer.wrap(bytes, offset, bytes.length - offset).order(ByteOrder.LITTLE_ENDIAN);
  }

  long getLong() throws MalformedRecordException {
    return Varint.get(in);
  }

  int getInt() throws MalformedRecordException {
    int start = in.position();
    long value = Varint.get(in);
    if (value != (int) value) {
      throw new MalformedRecordException(start, "an int of %d".formatted(value));
    }
    return (int) value;
  }

  String getString() throws MalformedRecordException {
    int sizeBytes = (int) available(getLong(), 1, "string");
    String value = new String(in.array(), in.position(), sizeBytes, UTF_8);
    in.position(in.position() + sizeBytes);
    return value;
  }

  double getDouble() throws MalformedRecordException {
    available(1, Double.BYTES, "double");
    return in.getDouble();
  }

  boolean getBoolean() throws MalformedRecordException {
    available(1, 1, "boolean");
    return in.get() == 1;
  }

  FloatVector getFloats() throws MalformedRecordException {
    float[] values = {};
    int size = 0;
    for (int items = blockItems(Float.BYTES); items > 0; items = blockItems(Float.BYTES)) {
      if (size + items > values.length) {
        values = Arrays.copyOf(values, Math.max(size + items, 2 * size));
      }
      in.asFloatBuffer().get(values, size, items);
      in.position(in.position() + items * Float.BYTES);
      size += items;
    }
    return FloatVector.of(size == values.length ? values : Arrays.copyOf(values, size));
  }

  /** In the writer's order, so that what was read encodes to the same bytes again. */
  Map<String, String> getStrings() throws MalformedRecordException {
    int entryBytes = 2;
    Map<String, String> strings = new LinkedHashMap<>();
    for (int items = blockItems(entryBytes); items > 0; items = blockItems(entryBytes)) {
      for (int item = 0; item < items; item++) {
        strings.put(getString(), getString());
      }
    }
    return strings;
  }

  /** Reads one item of an array. */
  @FunctionalInterface
  interface Item<T> {
    T get() throws MalformedRecordException;
  }

  /**
   * @param itemBytes how many every item has at least
   */
  <T> List<T> getItems(int itemBytes, Item<T> item) throws MalformedRecordException {
    List<T> list = new ArrayList<>();
    for (int items = blockItems(itemBytes); items > 0; items = blockItems(itemBytes)) {
      for (int i = 0; i < items; i++) {
        list.add(item.get());
      }
    }
    return list;
  }

  void end() throws MalformedRecordException {
    if (in.hasRemaining()) {
      throw new MalformedRecordException(
          in.position(), "%d bytes too many".formatted(in.remaining()));
    }
  }

  /** Items of the next block, 0 behind the last; a negative count says that its size follows. */
  private int blockItems(int itemBytes) throws MalformedRecordException {
    long items = getLong();
    if (items < 0) {
      available(getLong(), 1, "block");
      items = -items;
    }
    return (int) available(items, itemBytes, "block of items");
  }

  private long available(long items, int itemBytes, String what) throws MalformedRecordException {
    if (items < 0 || items > in.remaining() / itemBytes) {
      throw new MalformedRecordException(
          in.position(),
          "a %s of %d, but only %d bytes are left,".formatted(what, items, in.remaining()));
    }
    return items;
  }
}
