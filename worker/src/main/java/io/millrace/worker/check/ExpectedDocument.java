package io.millrace.worker.check;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.ContentHash;
import java.util.List;

/** What the vectors topic must hold of a live document. */
record ExpectedDocument(List<ContentHash> texts, ContentHash metadata) {
  static ExpectedDocument of(ChunkedDocument document) {
    return new ExpectedDocument(
        document.chunks().stream().map(Chunk::hash).toList(), document.document().metadataHash());
  }
}
