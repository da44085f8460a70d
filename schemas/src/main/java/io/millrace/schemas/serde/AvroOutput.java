package io.millrace.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.FloatVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer that takes Avro's binary encoding behind Confluent's header. The floats of a
 * vector go in as one block and in one piece; one at a time, they are nearly all the cost of a
 * record.
 */
final class AvroOutput {
  private static final int MAX_VARINT_BYTES = 10;

  private ByteBuffer out;

  AvroOutput(int schemaId, int expectedBytes) {
    out = ByteBuffer.allocate(WireFormat.HEADER_BYTES + expectedBytes);
    WireFormat.putHeader(out, schemaId);
    out.order(ByteOrder.LITTLE_ENDIAN);
  }

  AvroOutput putLong(long value) {
    reserve(MAX_VARINT_BYTES);
    Varint.put(out, value);
    return this;
  }

  AvroOutput putDouble(double value) {
    reserve(Double.BYTES);
    out.putDouble(value);
    return this;
  }

  AvroOutput putBoolean(boolean value) {
    reserve(1);
    out.put((byte) (value ? 1 : 0));
    return this;
  }

  AvroOutput putString(String field, @Nullable String value) {
    byte[] bytes = required(field, value).getBytes(UTF_8);
    putLong(bytes.length);
    reserve(bytes.length);
    out.put(bytes);
    return this;
  }

  AvroOutput putFloats(String field, @Nullable List<Float> values) {
    FloatVector vector = FloatVector.copyOf(required(field, values));
    putBlockStart(vector.size());
    int sizeBytes = Math.multiplyExact(vector.size(), Float.BYTES);
    reserve(sizeBytes);
    vector.putInto(out.asFloatBuffer());
    out.position(out.position() + sizeBytes);
    return putEndOfBlocks();
  }

  AvroOutput putStrings(String field, @Nullable Map<String, String> values) {
    Map<String, String> strings = required(field, values);
    putBlockStart(strings.size());
    strings.forEach((key, value) -> putString(field, key).putString(field, value));
    return putEndOfBlocks();
  }

  /** An array, of which each item puts itself. */
  AvroOutput putItems(List<?> items, Consumer<Object> put) {
    putBlockStart(items.size());
    items.forEach(put);
    return putEndOfBlocks();
  }

  byte[] toByteArray() {
    return Arrays.copyOf(out.array(), out.position());
  }

  /** An empty array or map is no block at all: its count would read as the end of the blocks. */
  private void putBlockStart(int items) {
    if (items > 0) {
      putLong(items);
    }
  }

  private AvroOutput putEndOfBlocks() {
    return putLong(0);
  }

  private void reserve(int bytes) {
    if (out.remaining() < bytes) {
      int needed = Math.addExact(out.position(), bytes);
      int capacity = (int) Math.min(Integer.MAX_VALUE, Math.max(needed, 2L * out.capacity()));
      out = ByteBuffer.allocate(capacity).order(out.order()).put(out.flip());
    }
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new SerializationException("%s holds a null".formatted(field));
    }
    return value;
  }
}
