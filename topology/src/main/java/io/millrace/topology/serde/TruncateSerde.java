package io.millrace.topology.serde;

import io.millrace.topology.model.Parsed.Truncate;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** 8 bytes of version; none at all when there is no version. */
public final class TruncateSerde implements Serde<Truncate> {
  @Override
  public Serializer<Truncate> serializer() {
    return (topic, truncate) -> truncate == null ? null : write(truncate.version());
  }

  @Override
  public Deserializer<Truncate> deserializer() {
    return (topic, bytes) -> bytes == null ? null : new Truncate(read(bytes));
  }

  private static byte[] write(OptionalLong version) {
    return version.isPresent()
        ? ByteBuffer.allocate(Long.BYTES).putLong(version.getAsLong()).array()
        : new byte[0];
  }

  private static OptionalLong read(byte[] bytes) {
    return switch (bytes.length) {
      case 0 -> OptionalLong.empty();
      case Long.BYTES -> OptionalLong.of(ByteBuffer.wrap(bytes).getLong());
      default ->
          throw new SerializationException("not a truncate: %d bytes".formatted(bytes.length));
    };
  }
}
