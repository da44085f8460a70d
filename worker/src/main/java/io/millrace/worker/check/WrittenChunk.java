package io.millrace.worker.check;

import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.Document;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a vector record says of its chunk, without text and vector.
 *
 * @param metadata hash of metadata and attributes
 * @param end 0 for records of before there were offsets
 */
record WrittenChunk(
    ContentHash text,
    ContentHash metadata,
    long updatedAtMillis,
    String space,
    int start,
    int end,
    int partition) {

  static WrittenChunk of(VectorRecord vector, int partition) {
    Document document =
        new Document(
            vector.getDocId(),
            vector.getText(),
            new TreeMap<>(vector.getMetadata()),
            attributes(vector),
            vector.getUpdatedAt(),
            OptionalLong.empty(),
            Map.of());
    return new WrittenChunk(
        ContentHash.of(vector.getText()),
        document.metadataHash(),
        vector.getUpdatedAt(),
        vector.getSpace().intern(),
        vector.getStartOffset(),
        vector.getEndOffset(),
        partition);
  }

  private static Attributes attributes(VectorRecord vector) {
    return vector instanceof AttributedVectorRecord attributed
        ? attributed.attributes()
        : Attributes.none();
  }

  boolean hasOffsets() {
    return end > 0;
  }

  /** Whether nothing tells them apart: the same was written again. */
  boolean isSameVersionAs(WrittenChunk other) {
    return text.equals(other.text)
        && metadata.equals(other.metadata)
        && updatedAtMillis == other.updatedAtMillis
        && space.equals(other.space);
  }
}
