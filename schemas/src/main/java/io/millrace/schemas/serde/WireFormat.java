package io.millrace.schemas.serde;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Confluent's frame around a value: byte 0, the schema's id in the registry as 4 bytes big-endian,
 * then Avro's binary encoding.
 */
final class WireFormat {
  static final int HEADER_BYTES = 5;

  private static final byte MAGIC = 0;

  private WireFormat() {}

  /** Writes the header at the buffer's position. The buffer must still be big-endian. */
  static void putHeader(ByteBuffer out, int schemaId) {
    out.put(MAGIC).putInt(schemaId);
  }

  /**
   * The id of the schema that the value was written with.
   *
   * @throws SerializationException if the bytes do not start with the header
   */
  static int schemaId(byte[] value) {
    if (value.length < HEADER_BYTES) {
      throw new SerializationException(
          "a value of %d bytes has no room for the %d bytes of Confluent's header"
              .formatted(value.length, HEADER_BYTES));
    }
    if (value[0] != MAGIC) {
      throw new SerializationException(
          "the first byte is %d, Confluent's wire format starts with 0".formatted(value[0]));
    }
    return ByteBuffer.wrap(value).getInt(1);
  }
}
