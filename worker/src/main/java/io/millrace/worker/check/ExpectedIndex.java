package io.millrace.worker.check;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.port.VectorSpace;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** What a vectors topic must hold: the documents of all sources that write to it. */
final class ExpectedIndex {
  private final Map<String, ExpectedDocument> documents = new HashMap<>();
  private final Map<String, Integer> dimensionsOfSpace = new HashMap<>();
  private final List<SourceSide> sides;
  private final Serializer<String> chunkIds;
  private final String topic;
  private final boolean withOthers;

  /**
   * @param sources all that write to the topic
   * @param sides what each of them holds
   */
  ExpectedIndex(
      List<CheckedSource> sources, List<SourceSide> sides, CheckReport.Collector findings) {
    this.sides = List.copyOf(sides);
    this.chunkIds = sources.getFirst().source().vectors().chunkIds();
    this.topic = sources.getFirst().vectors().name();
    this.withOthers = sources.stream().anyMatch(CheckedSource::withOthers);
    for (CheckedSource source : sources) {
      VectorSpace space = source.source().embedder().space();
      dimensionsOfSpace.put(space.fingerprint(), space.dimensions());
    }
    for (SourceSide side : sides) {
      side.live()
          .forEach((id, document) -> {
            if (documents.put(id, document) != null) {
              findings.add(Finding.Kind.SHARED_ID, id);
            }
          });
    }
    findings.addDocuments(documents.size());
  }

  Map<String, ExpectedDocument> documents() {
    return documents;
  }

  /** Whether the topic holds nothing else. */
  boolean isWhole() {
    return !withOthers;
  }

  /** Whether the document's vectors are looked at; others' are left alone. */
  boolean covers(String documentId) {
    return isWhole() || documents.containsKey(documentId);
  }

  boolean isOrdered(String documentId) {
    return sides.stream().allMatch(side -> side.isOrdered(documentId));
  }

  /** Of one of the sources' spaces. */
  OptionalInt dimensions(String space) {
    Integer known = dimensionsOfSpace.get(space);
    return known == null ? OptionalInt.empty() : OptionalInt.of(known);
  }

  /** The key of a chunk's record as its source writes it. */
  String key(String documentId, int ordinal) {
    return key(Chunk.id(documentId, ordinal));
  }

  String key(String chunkId) {
    return text(chunkIds.serialize(topic, chunkId));
  }

  /** Keys are text in every format of the vectors. */
  static String text(byte @Nullable [] key) {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }
}
