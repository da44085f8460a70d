package io.millrace.topology.serde;

import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.DocumentState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Bytes of a document's state: a version byte, 8 bytes of space fingerprint, 16 of metadata hash,
 * then 16 for each chunk. The number of chunks is what the length leaves.
 */
public final class DocumentStateSerde implements Serde<DocumentState> {
  private static final byte VERSION = 1;
  private static final int SPACE_BYTES = 8;
  private static final int HEADER_BYTES = 1 + SPACE_BYTES + ContentHash.BYTES;

  @Override
  public Serializer<DocumentState> serializer() {
    return (topic, state) -> state == null ? null : write(state);
  }

  @Override
  public Deserializer<DocumentState> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(DocumentState state) {
    byte[] space = HexFormat.of().parseHex(state.space());
    if (space.length != SPACE_BYTES) {
      throw new SerializationException("a space fingerprint has 16 hexadecimal digits");
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER_BYTES + ContentHash.BYTES * state.chunkHashes().size());
    bytes.put(VERSION).put(space);
    put(bytes, state.metadataHash());
    state.chunkHashes().forEach(hash -> put(bytes, hash));
    return bytes.array();
  }

  private static DocumentState read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    if (value.length < HEADER_BYTES
        || (value.length - HEADER_BYTES) % ContentHash.BYTES != 0
        || bytes.get() != VERSION) {
      throw new SerializationException(
          "not a document state of version %d: %d bytes".formatted(VERSION, value.length));
    }
    byte[] space = new byte[SPACE_BYTES];
    bytes.get(space);
    ContentHash metadataHash = hash(bytes);
    List<ContentHash> chunkHashes = new ArrayList<>();
    while (bytes.hasRemaining()) {
      chunkHashes.add(hash(bytes));
    }
    return new DocumentState(HexFormat.of().formatHex(space), metadataHash, chunkHashes);
  }

  private static void put(ByteBuffer bytes, ContentHash hash) {
    bytes.putLong(hash.high()).putLong(hash.low());
  }

  private static ContentHash hash(ByteBuffer bytes) {
    return new ContentHash(bytes.getLong(), bytes.getLong());
  }
}
