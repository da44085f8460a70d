package io.millrace.worker.check;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.Document;
import io.millrace.worker.check.Finding.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the vectors topic and compares it with what the source asks for. */
final class VectorSide {
  private static final double NORM_TOLERANCE = 1e-3;

  /** As a worker writes it: {@code a#01} is no chunk of a. */
  private static final Pattern ORDINAL = Pattern.compile("0|[1-9]\\d{0,8}");

  private final Predicate<String> isOrdered;
  private final CheckReport.Collector findings;

  /** The last record of each chunk; a null value is a tombstone. */
  private final Map<String, @Nullable Version> last = new HashMap<>();

  private final Map<String, Integer> partitions = new HashMap<>();
  private final Map<String, Integer> dimensionsOfSpace = new HashMap<>();

  VectorSide(Predicate<String> isOrdered, CheckReport.Collector findings) {
    this.isOrdered = isOrdered;
    this.findings = findings;
  }

  void read(ConsumerRecord<byte[], VectorRecord> record) {
    String chunkId = chunkId(record.key());
    if (chunkId == null) {
      findings.add(
          Kind.BROKEN_VECTOR,
          "%s-%d@%d (key)".formatted(record.topic(), record.partition(), record.offset()));
    } else {
      read(chunkId, record);
    }
  }

  /** Null for the key of a record that no worker wrote. */
  private static @Nullable String chunkId(byte @Nullable [] key) {
    String written = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    return written.contains("#") ? written : null;
  }

  private void read(String chunkId, ConsumerRecord<byte[], VectorRecord> record) {
    Integer before = partitions.put(Chunk.documentId(chunkId), record.partition());
    if (before != null && before != record.partition()) {
      findings.add(Kind.SCATTERED, chunkId);
    }
    VectorRecord vector = record.value();
    if (vector == null) {
      readTombstone(chunkId);
    } else {
      readVector(chunkId, vector);
    }
  }

  private void readTombstone(String chunkId) {
    boolean seen = last.containsKey(chunkId);
    if (last.put(chunkId, null) == null && seen) {
      findings.add(Kind.DUPLICATE, chunkId + " (tombstone)");
    }
  }

  private void readVector(String chunkId, VectorRecord vector) {
    if (!isNamed(vector, chunkId) || !isUnitLength(vector) || !hasDimensionsOfSpace(vector)) {
      findings.add(Kind.BROKEN_VECTOR, chunkId);
    }
    Version version = Version.of(vector);
    Version before = last.put(chunkId, version);
    if (before == null) {
      return;
    }
    if (before.equals(version)) {
      findings.add(Kind.DUPLICATE, chunkId);
    } else if (before.updatedAtMillis() > version.updatedAtMillis()
        && isOrdered.test(vector.getDocId())) {
      findings.add(Kind.OUT_OF_ORDER, chunkId);
    }
  }

  private static boolean isNamed(VectorRecord vector, String chunkId) {
    return vector.getChunkId().equals(chunkId)
        && Chunk.id(vector.getDocId(), vector.getOrdinal()).equals(chunkId);
  }

  private boolean hasDimensionsOfSpace(VectorRecord vector) {
    int dimensions = vector.getVector().size();
    Integer first = dimensionsOfSpace.putIfAbsent(vector.getSpace(), dimensions);
    return first == null || first == dimensions;
  }

  private static boolean isUnitLength(VectorRecord vector) {
    double squares = 0;
    for (float value : FloatVector.copyOf(vector.getVector()).toFloatArray()) {
      squares += (double) value * value;
    }
    return Math.abs(Math.sqrt(squares) - 1) <= NORM_TOLERANCE;
  }

  /** Adds what is missing, stale, or should not be there; the number of live vectors. */
  int compare(Map<String, ExpectedDocument> documents) {
    Map<String, Version> live = live();
    documents.forEach((id, document) -> compare(id, document, live));
    live.keySet().stream()
        .filter(chunkId -> !isExpected(chunkId, documents.get(Chunk.documentId(chunkId))))
        .forEach(chunkId -> findings.add(Kind.ORPHAN, chunkId));
    findOtherSpaces(live);
    return live.size();
  }

  private Map<String, Version> live() {
    Map<String, Version> live = new TreeMap<>();
    last.forEach((chunkId, version) -> {
      if (version != null) {
        live.put(chunkId, version);
      }
    });
    return live;
  }

  private void compare(String id, ExpectedDocument document, Map<String, Version> live) {
    for (int ordinal = 0; ordinal < document.texts().size(); ordinal++) {
      String chunkId = Chunk.id(id, ordinal);
      Version version = live.get(chunkId);
      if (version == null) {
        findings.add(Kind.MISSING, chunkId);
      } else if (!version.text().equals(document.texts().get(ordinal))
          || !version.metadata().equals(document.metadata())) {
        findings.add(Kind.STALE, chunkId);
      }
    }
  }

  private static boolean isExpected(String chunkId, @Nullable ExpectedDocument document) {
    String ordinal = chunkId.substring(chunkId.lastIndexOf('#') + 1);
    return document != null
        && ORDINAL.matcher(ordinal).matches()
        && Integer.parseInt(ordinal) < document.texts().size();
  }

  private void findOtherSpaces(Map<String, Version> live) {
    Map<String, Integer> counts = new HashMap<>();
    live.values().forEach(version -> counts.merge(version.space(), 1, Integer::sum));
    String most =
        counts.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("");
    live.forEach((chunkId, version) -> {
      if (!version.space().equals(most)) {
        findings.add(Kind.OTHER_SPACE, chunkId);
      }
    });
  }

  /** What tells one version of a chunk from another. */
  private record Version(
      ContentHash text, ContentHash metadata, long updatedAtMillis, String space) {
    static Version of(VectorRecord vector) {
      Document document =
          new Document(vector.getDocId(), vector.getText(), vector.getMetadata(), 0);
      return new Version(
          ContentHash.of(vector.getText()),
          document.metadataHash(),
          vector.getUpdatedAt(),
          vector.getSpace());
    }
  }
}
