package io.millrace.topology.stage;

import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.EmbeddedChange.EmbeddedChunk;
import io.millrace.topology.port.VectorSpace;

/** Makes the records of the vectors topic. */
final class VectorRecords {
  private final String model;
  private final String space;

  VectorRecords(VectorSpace space) {
    this.model = space.model();
    this.space = space.fingerprint();
  }

  VectorRecord of(Document document, EmbeddedChunk embedded, long embeddedAtMillis) {
    VectorRecord plain = plain(document, embedded, embeddedAtMillis);
    return document.attributes().isEmpty()
        ? plain
        : new AttributedVectorRecord(plain, document.attributes());
  }

  private VectorRecord plain(Document document, EmbeddedChunk embedded, long embeddedAtMillis) {
    Chunk chunk = embedded.chunk();
    return VectorRecord.newBuilder()
        .setChunkId(Chunk.id(document.id(), chunk.ordinal()))
        .setDocId(document.id())
        .setOrdinal(chunk.ordinal())
        .setText(chunk.text())
        .setStartOffset(chunk.start())
        .setEndOffset(chunk.end())
        .setVector(FloatVector.of(embedded.embedding().vector()))
        .setModel(model)
        .setSpace(space)
        .setTokens(embedded.embedding().tokens())
        .setUpdatedAt(document.updatedAtMillis())
        .setEmbeddedAt(embeddedAtMillis)
        .setMetadata(document.metadata())
        .build();
  }
}
