package io.millrace.topology.model;

import java.util.OptionalLong;

/** What a document is in one version: its chunks, or gone. */
public sealed interface DocumentVersion permits ChunkedDocument, DocumentVersion.Deletion {
  String documentId();

  /** As in {@link Document}. */
  OptionalLong version();

  /** The document is gone. */
  record Deletion(String documentId, OptionalLong version) implements DocumentVersion {}
}
