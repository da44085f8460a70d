package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalLong;

/** A document and the chunks it was split into, at least one. */
public record ChunkedDocument(Document document, List<Chunk> chunks) implements DocumentVersion {
  public ChunkedDocument {
    requireNonNull(document, "document");
    chunks = List.copyOf(chunks);
  }

  @Override
  public String documentId() {
    return document.id();
  }

  @Override
  public OptionalLong version() {
    return document.version();
  }

  /** What will be stored once all its chunks are emitted by a pipeline with this fingerprint. */
  public DocumentState state(String fingerprint) {
    return new DocumentState(
        fingerprint,
        document.metadataHash(),
        document.version(),
        chunks.stream().map(Chunk::hash).toList());
  }
}
