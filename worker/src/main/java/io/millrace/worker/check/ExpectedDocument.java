package io.millrace.worker.check;

import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.Document;
import io.millrace.topology.source.DocumentSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the vectors topic must hold of a live document.
 *
 * @param metadata hash of metadata and attributes
 * @param hasOwnTime whether no other version had the same time: then a record of that time shows
 *     this version's offsets
 */
record ExpectedDocument(
    DocumentSource source,
    ContentHash metadata,
    OptionalLong version,
    long updatedAtMillis,
    boolean hasOwnTime,
    List<ExpectedChunk> chunks) {
  ExpectedDocument {
    chunks = List.copyOf(chunks);
  }

  static ExpectedDocument of(DocumentSource source, ChunkedDocument chunked, boolean hasOwnTime) {
    Document document = chunked.document();
    return new ExpectedDocument(
        source,
        document.metadataHash(),
        document.version(),
        document.updatedAtMillis(),
        hasOwnTime,
        ExpectedChunk.of(document, chunked.chunks()));
  }

  /** Whether another version came too late: this one is newer. */
  boolean isNewerThan(OptionalLong other) {
    return version.isPresent() && other.isPresent() && version.getAsLong() > other.getAsLong();
  }

  /** Whether this is not known to be as new as another version. */
  boolean isOlderThan(long other) {
    return version.isEmpty() || version.getAsLong() < other;
  }

  /** The same, with the version of an earlier one when this one has none. */
  ExpectedDocument orVersionOf(ExpectedDocument earlier) {
    return version.isPresent()
        ? this
        : new ExpectedDocument(
            source, metadata, earlier.version, updatedAtMillis, hasOwnTime, chunks);
  }

  boolean isShownBy(WrittenChunk written, ExpectedChunk chunk) {
    return written.text().equals(chunk.text()) && written.metadata().equals(metadata);
  }

  /** Records keep the offsets of the version that wrote them, which may be older than this. */
  boolean isPlacedBy(WrittenChunk written, ExpectedChunk chunk) {
    if (!chunk.standsThere() || written.start() < 0 || written.end() < written.start()) {
      return false;
    }
    boolean comparable =
        hasOwnTime
            && written.updatedAtMillis() == updatedAtMillis
            && written.hasOffsets()
            && chunk.end() > 0;
    return !comparable || (written.start() == chunk.start() && written.end() == chunk.end());
  }
}
