package io.millrace.topology.serde;

import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.port.Fingerprint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Bytes of a document's state: a byte for the format, 8 bytes of fingerprint, 16 of metadata hash,
 * 8 of the document's version, then 16 for each chunk. The number of chunks is what the length
 * leaves.
 */
public final class DocumentStateSerde implements Serde<DocumentState> {
  private static final byte FORMAT = 2;
  private static final int HEADER_BYTES = 1 + Fingerprint.BYTES + ContentHash.BYTES + Long.BYTES;

  /** No source counts down to this. */
  private static final long NO_VERSION = Long.MIN_VALUE;

  @Override
  public Serializer<DocumentState> serializer() {
    return (topic, state) -> state == null ? null : write(state);
  }

  @Override
  public Deserializer<DocumentState> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(DocumentState state) {
    byte[] fingerprint = HexFormat.of().parseHex(state.fingerprint());
    if (fingerprint.length != Fingerprint.BYTES) {
      throw new SerializationException("a fingerprint has 16 hexadecimal digits");
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER_BYTES + ContentHash.BYTES * state.chunkHashes().size());
    bytes.put(FORMAT).put(fingerprint);
    put(bytes, state.metadataHash());
    bytes.putLong(state.version().orElse(NO_VERSION));
    state.chunkHashes().forEach(hash -> put(bytes, hash));
    return bytes.array();
  }

  private static DocumentState read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    if (value.length < HEADER_BYTES
        || (value.length - HEADER_BYTES) % ContentHash.BYTES != 0
        || bytes.get() != FORMAT) {
      throw new StoreFormatException(
          "not a document state of format %d: %d bytes".formatted(FORMAT, value.length));
    }
    byte[] fingerprint = new byte[Fingerprint.BYTES];
    bytes.get(fingerprint);
    ContentHash metadataHash = hash(bytes);
    long version = bytes.getLong();
    List<ContentHash> chunkHashes = new ArrayList<>(bytes.remaining() / ContentHash.BYTES);
    while (bytes.hasRemaining()) {
      chunkHashes.add(hash(bytes));
    }
    return new DocumentState(
        HexFormat.of().formatHex(fingerprint),
        metadataHash,
        version == NO_VERSION ? OptionalLong.empty() : OptionalLong.of(version),
        chunkHashes);
  }

  private static void put(ByteBuffer bytes, ContentHash hash) {
    bytes.putLong(hash.high()).putLong(hash.low());
  }

  private static ContentHash hash(ByteBuffer bytes) {
    return new ContentHash(bytes.getLong(), bytes.getLong());
  }
}
