package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A document and the chunks it was split into, at least one. */
public record ChunkedDocument(Document document, List<Chunk> chunks) {
  public ChunkedDocument {
    requireNonNull(document, "document");
    chunks = List.copyOf(chunks);
  }

  /** What will be stored once all its chunks are emitted in this space. */
  public DocumentState state(String space) {
    return new DocumentState(
        space, document.metadataHash(), chunks.stream().map(Chunk::hash).toList());
  }
}
