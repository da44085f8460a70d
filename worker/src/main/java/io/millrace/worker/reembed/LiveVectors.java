package io.millrace.worker.reembed;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
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
