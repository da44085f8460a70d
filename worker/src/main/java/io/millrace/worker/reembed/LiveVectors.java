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

  /** By key, where keys are Qdrant's. */
  private final Map<String, String> documentsOfPoints = new HashMap<>();

  private DocumentSample sample = DocumentSample.ALL;
  private int vectors;
  private long bytes;

  LiveVectors(int maxVectors, long maxBytes) {
    this.maxVectors = maxVectors;
    this.maxBytes = maxBytes;
  }

  void read(ConsumerRecord<byte[], VectorRecord> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    String documentId = record.value() == null ? documentOfDeleted(key) : record.value().getDocId();
    if (!sample.has(documentId)) {
      return;
    }
    remove(documentId, key);
    if (record.value() != null) {
      add(documentId, key, StoredChunk.of(record.value()));
    }
    while (vectors > maxVectors || bytes > maxBytes) {
      limitTo(sample.half());
    }
  }

  /** Qdrant's keys do not name the document; one that was never there is nobody's. */
  private String documentOfDeleted(String key) {
    return isPoint(key) ? documentsOfPoints.getOrDefault(key, "") : Chunk.documentId(key);
  }

  private static boolean isPoint(String key) {
    return !key.contains("#");
  }

  private void add(String documentId, String key, StoredChunk chunk) {
    documents.computeIfAbsent(documentId, _ -> HashMap.newHashMap(1)).put(key, chunk);
    if (isPoint(key)) {
      documentsOfPoints.put(key, documentId);
    }
    vectors++;
    bytes += chunk.bytes();
  }

  private void remove(String documentId, String key) {
    Map<String, StoredChunk> chunks = documents.getOrDefault(documentId, Map.of());
    StoredChunk chunk = chunks.get(key);
    if (chunk == null) {
      return;
    }
    chunks.remove(key);
    documentsOfPoints.remove(key);
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
    documentsOfPoints.values().removeIf(documentId -> !smaller.has(documentId));
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
