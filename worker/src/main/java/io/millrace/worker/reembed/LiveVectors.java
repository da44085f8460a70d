package io.millrace.worker.reembed;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The vectors that a topic holds, read record by record in order. Bounded: when there are too many,
 * those of every second document go.
 */
final class LiveVectors {
  /** A chunk's place in the maps. */
  private static final int BESIDES_VECTOR_BYTES = 300;

  private final int maxVectors;
  private final long maxBytes;
  private final Map<String, Map<String, StoredChunk>> documents = new HashMap<>();
  private DocumentSample sample = DocumentSample.ALL;
  private int vectors;
  private long bytes;

  LiveVectors(int maxVectors, long maxBytes) {
    this.maxVectors = maxVectors;
    this.maxBytes = maxBytes;
  }

  /**
   * A chunk without its text.
   *
   * @param text hash of it
   * @param space fingerprint of the vector's space
   */
  @SuppressWarnings("ArrayRecordComponent") // hundreds of thousands are held; nobody writes to it
  record StoredChunk(int ordinal, ContentHash text, String space, float[] vector) {
    static StoredChunk of(VectorRecord vector) {
      return new StoredChunk(
          vector.getOrdinal(),
          ContentHash.of(vector.getText()),
          vector.getSpace().intern(),
          FloatVector.copyOf(vector.getVector()).toFloatArray());
    }

    boolean isComparableTo(StoredChunk other) {
      return space.equals(other.space) && vector.length == other.vector.length;
    }

    long bytes() {
      return BESIDES_VECTOR_BYTES + (long) Float.BYTES * vector.length;
    }
  }

  void read(ConsumerRecord<byte[], VectorRecord> record) {
    String chunkId = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (!chunkId.contains("#") || !sample.has(Chunk.documentId(chunkId))) {
      return;
    }
    remove(chunkId);
    if (record.value() != null) {
      add(chunkId, StoredChunk.of(record.value()));
    }
    while (vectors > maxVectors || bytes > maxBytes) {
      limitTo(sample.half());
    }
  }

  private void add(String chunkId, StoredChunk chunk) {
    documents
        .computeIfAbsent(Chunk.documentId(chunkId), _ -> HashMap.newHashMap(1))
        .put(chunkId, chunk);
    vectors++;
    bytes += chunk.bytes();
  }

  private void remove(String chunkId) {
    String documentId = Chunk.documentId(chunkId);
    Map<String, StoredChunk> chunks = documents.getOrDefault(documentId, Map.of());
    StoredChunk chunk = chunks.get(chunkId);
    if (chunk == null) {
      return;
    }
    chunks.remove(chunkId);
    if (chunks.isEmpty()) {
      documents.remove(documentId);
    }
    vectors--;
    bytes -= chunk.bytes();
  }

  /** Lets go of the documents that a smaller sample does not have. */
  void limitTo(DocumentSample smaller) {
    sample = smaller;
    documents.keySet().removeIf(documentId -> !smaller.has(documentId));
    vectors = documents.values().stream().mapToInt(Map::size).sum();
    bytes =
        documents.values().stream()
            .flatMap(chunks -> chunks.values().stream())
            .mapToLong(StoredChunk::bytes)
            .sum();
  }

  DocumentSample sample() {
    return sample;
  }

  Set<String> documentIds() {
    return documents.keySet();
  }

  Collection<StoredChunk> chunks(String documentId) {
    return documents.getOrDefault(documentId, Map.of()).values();
  }
}
