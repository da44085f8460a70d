package io.millrace.topology.serde;

import io.millrace.topology.model.RemovedDocument;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** 8 bytes of version, 8 of time. */
public final class RemovedDocumentSerde implements Serde<RemovedDocument> {
  private static final int SIZE_BYTES = 2 * Long.BYTES;

  @Override
  public Serializer<RemovedDocument> serializer() {
    return (topic, removed) ->
        removed == null
            ? null
            : ByteBuffer.allocate(SIZE_BYTES)
                .putLong(removed.version())
                .putLong(removed.removedAtMillis())
                .array();
  }

  @Override
  public Deserializer<RemovedDocument> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static RemovedDocument read(byte[] bytes) {
    if (bytes.length != SIZE_BYTES) {
      throw new StoreFormatException("not a removed document: %d bytes".formatted(bytes.length));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new RemovedDocument(in.getLong(), in.getLong());
  }
}
