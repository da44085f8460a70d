package io.millrace.topology.serde;

import io.millrace.topology.model.PendingTruncate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** 8 bytes of version, 8 of time, then the next document's id in UTF-8. */
public final class PendingTruncateSerde implements Serde<PendingTruncate> {
  private static final int HEADER_BYTES = 2 * Long.BYTES;

  @Override
  public Serializer<PendingTruncate> serializer() {
    return (topic, truncate) -> truncate == null ? null : write(truncate);
  }

  @Override
  public Deserializer<PendingTruncate> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(PendingTruncate truncate) {
    byte[] next = truncate.next().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER_BYTES + next.length)
        .putLong(truncate.version())
        .putLong(truncate.timestampMillis())
        .put(next)
        .array();
  }

  private static PendingTruncate read(byte[] value) {
    if (value.length < HEADER_BYTES) {
      throw new StoreFormatException("not a truncate: %d bytes".formatted(value.length));
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    return new PendingTruncate(
        bytes.getLong(),
        bytes.getLong(),
        new String(value, HEADER_BYTES, value.length - HEADER_BYTES, StandardCharsets.UTF_8));
  }
}
