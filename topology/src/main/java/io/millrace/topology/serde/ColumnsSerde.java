package io.millrace.topology.serde;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A row's columns: a byte for the format, then the name and the value of each, both as 4 bytes of
 * length and UTF-8. Nothing is escaped, so that a row takes no more room than its texts.
 */
public final class ColumnsSerde implements Serde<Map<String, String>> {
  private static final byte FORMAT = 2;

  @Override
  public Serializer<Map<String, String>> serializer() {
    return (topic, columns) -> columns == null ? null : write(columns);
  }

  @Override
  public Deserializer<Map<String, String>> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  /** Bytes of a column in the store. */
  public static long sizeBytes(String name, String value) {
    return 2L * Integer.BYTES + utf8(name).length + utf8(value).length;
  }

  private static byte[] write(Map<String, String> columns) {
    long size = 1;
    for (Map.Entry<String, String> column : columns.entrySet()) {
      size += sizeBytes(column.getKey(), column.getValue());
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size)).put(FORMAT);
    columns.forEach((name, value) -> {
      put(bytes, name);
      put(bytes, value);
    });
    return bytes.array();
  }

  private static void put(ByteBuffer bytes, String text) {
    byte[] utf8 = utf8(text);
    bytes.putInt(utf8.length).put(utf8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    try {
      if (bytes.get() != FORMAT) {
        throw notColumns(value, null);
      }
      Map<String, String> columns = new HashMap<>();
      while (bytes.hasRemaining()) {
        columns.put(text(bytes), text(bytes));
      }
      return columns;
    } catch (BufferUnderflowException e) {
      throw notColumns(value, e);
    }
  }

  private static String text(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] utf8 = new byte[length];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static StoreFormatException notColumns(byte[] value, @Nullable Exception cause) {
    return new StoreFormatException(
        "not the columns of a row of format %d: %d bytes".formatted(FORMAT, value.length), cause);
  }
}
