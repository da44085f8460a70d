package io.millrace.worker.check;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
import io.millrace.worker.check.Finding.Kind;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads a vectors topic and compares it with what the sources ask for. */
final class VectorSide {
  private static final double NORM_TOLERANCE = 1e-3;

  private final ExpectedIndex expected;
  private final CheckReport.Collector findings;

  /** The last record of each chunk by its key; a null value is a tombstone. */
  private final Map<String, @Nullable WrittenChunk> last = new HashMap<>();

  private final Map<String, Integer> partitions = new HashMap<>();

  VectorSide(ExpectedIndex expected, CheckReport.Collector findings) {
    this.expected = expected;
    this.findings = findings;
  }

  void read(ConsumerRecord<byte[], VectorRecord> record) {
    String key = ExpectedIndex.text(record.key());
    VectorRecord vector = record.value();
    if (vector == null) {
      readTombstone(key, record.partition());
    } else if (!expected.covers(vector.getDocId())) {
      return;
    } else if (key.equals(expected.key(vector.getChunkId()))) {
      readVector(key, vector, record.partition());
    } else {
      findings.add(
          Kind.BROKEN_VECTOR,
          "%s-%d@%d (key)".formatted(record.topic(), record.partition(), record.offset()));
    }
  }

  private void readTombstone(String key, int partition) {
    boolean seen = last.containsKey(key);
    if (!seen && !expected.isWhole()) {
      return;
    }
    WrittenChunk before = last.put(key, null);
    if (before != null && before.partition() != partition) {
      findings.add(Kind.SCATTERED, key);
    } else if (before == null && seen) {
      findings.add(Kind.DUPLICATE, key + " (tombstone)");
    }
  }

  private void readVector(String key, VectorRecord vector, int partition) {
    Integer other = partitions.put(vector.getDocId(), partition);
    if (other != null && other != partition) {
      findings.add(Kind.SCATTERED, vector.getChunkId());
    }
    if (!isNamed(vector) || !isUnitLength(vector) || !hasDimensionsOfSpace(vector)) {
      findings.add(Kind.BROKEN_VECTOR, vector.getChunkId());
    }
    WrittenChunk written = WrittenChunk.of(vector, partition);
    WrittenChunk before = last.put(key, written);
    if (before != null) {
      compare(before, written, vector);
    }
  }

  private void compare(WrittenChunk before, WrittenChunk written, VectorRecord vector) {
    if (before.isSameVersionAs(written)) {
      findings.add(Kind.DUPLICATE, vector.getChunkId());
    } else if (before.updatedAtMillis() > written.updatedAtMillis()
        && expected.isOrdered(vector.getDocId())) {
      findings.add(Kind.OUT_OF_ORDER, vector.getChunkId());
    }
  }

  private static boolean isNamed(VectorRecord vector) {
    return vector.getChunkId().equals(Chunk.id(vector.getDocId(), vector.getOrdinal()));
  }

  private boolean hasDimensionsOfSpace(VectorRecord vector) {
    int dimensions = vector.getVector().size();
    return expected.dimensions(vector.getSpace()).orElse(dimensions) == dimensions;
  }

  /** Not so when a component is not finite. */
  private static boolean isUnitLength(VectorRecord vector) {
    double squares = 0;
    for (float value : FloatVector.copyOf(vector.getVector()).toFloatArray()) {
      squares += (double) value * value;
    }
    return Math.abs(Math.sqrt(squares) - 1) <= NORM_TOLERANCE;
  }

  /** Adds what is missing, stale, or should not be there. Once: it forgets what it has read. */
  void compare(ChunkSample sample) {
    last.values().removeIf(written -> written == null);
    findings.addChunks(last.size());
    expected.documents().forEach((id, document) -> compare(id, document, sample));
    last.keySet().stream().sorted().forEach(orphan -> findings.add(Kind.ORPHAN, orphan));
  }

  private void compare(String id, ExpectedDocument document, ChunkSample sample) {
    for (int ordinal = 0; ordinal < document.chunks().size(); ordinal++) {
      WrittenChunk written = last.remove(expected.key(id, ordinal));
      if (written == null) {
        findings.add(Kind.MISSING, Chunk.id(id, ordinal));
      } else {
        compare(Chunk.id(id, ordinal), written, document, document.chunks().get(ordinal));
        sample.offer(expected.key(id, ordinal), document.source());
      }
    }
  }

  private void compare(
      String chunkId, WrittenChunk written, ExpectedDocument document, ExpectedChunk chunk) {
    if (!document.isShownBy(written, chunk)) {
      findings.add(Kind.STALE, chunkId);
    } else if (!document.isPlacedBy(written, chunk)) {
      findings.add(Kind.WRONG_OFFSETS, chunkId);
    }
    if (!written.space().equals(document.source().embedder().space().fingerprint())) {
      findings.add(Kind.OTHER_SPACE, chunkId);
    }
  }
}
