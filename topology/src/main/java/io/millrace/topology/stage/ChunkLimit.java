package io.millrace.topology.stage;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.source.DocumentSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * The longest text that a record of the vectors topic may have, as JSON, the longest of the formats
 * it is written in. Only a text of few and very long words comes near it: no more tokens than a
 * chunk may have, and as long as a document.
 *
 * @param textBytes longest text, whatever goes along
 * @param recordBytes longest record
 * @param vectorBytes of a record, what all have
 */
record ChunkLimit(long textBytes, long recordBytes, long vectorBytes) {
  static ChunkLimit of(DocumentSource source) {
    return new ChunkLimit(
        source.parser().limits().documentBytes(),
        source.vectors().recordBytes(),
        BesideText.ofVector(source.embedder().space().dimensions()));
  }

  /** The first chunk that no record can hold; nothing is written of its document then. */
  Optional<Rejection> exceededBy(Document document, Headers headers, List<Chunk> chunks) {
    long room = Math.max(0, recordBytes - vectorBytes - BesideText.of(document, headers));
    long limit = Math.min(textBytes, room);
    return chunks.stream()
        .filter(chunk -> JsonLength.exceeds(limit, chunk.text()))
        .findFirst()
        .map(chunk -> rejection(chunk, limit));
  }

  private Rejection rejection(Chunk chunk, long limit) {
    String detail =
        "chunk %d: %d bytes as JSON, the limit is %d"
            .formatted(chunk.ordinal(), JsonLength.of(chunk.text()), limit);
    return new Rejection(
        Rejection.Stage.EMBED,
        Rejection.Reason.TOO_LARGE,
        limit == textBytes
            ? detail
            : detail
                + ", as records of the vectors topic may have %d in all".formatted(recordBytes));
  }
}
