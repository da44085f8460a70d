package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has to be done so that the vectors topic shows a document as its source has it. */
public sealed interface DocumentChange {
  String documentId();

  /** Ordinals of chunks that are no longer there. */
  List<Integer> lostOrdinals();

  /** Texts of chunks that are no longer there. */
  Set<ContentHash> lostTexts();

  /**
   * The document has this content.
   *
   * @param state what to store once it is emitted
   * @param known what was emitted of it before; null if nothing was
   */
  record Update(ChunkedDocument content, DocumentState state, @Nullable DocumentState known)
      implements DocumentChange {
    public Update {
      requireNonNull(content, "content");
      requireNonNull(state, "state");
    }

    @Override
    public String documentId() {
      return content.documentId();
    }

    /** The chunks whose records are missing or stale. */
    public List<Chunk> toEmit() {
      return known == null ? content.chunks() : known.changedChunks(state, content.chunks());
    }

    /** Texts whose vectors are known from the version before. */
    public Set<ContentHash> reusable() {
      return known == null ? Set.of() : known.reusableBy(state);
    }

    @Override
    public List<Integer> lostOrdinals() {
      return known == null ? List.of() : known.lostOrdinals(content.chunks().size());
    }

    @Override
    public Set<ContentHash> lostTexts() {
      return known == null ? Set.of() : known.lostTexts(state);
    }
  }

  /**
   * The document is gone.
   *
   * @param version as in {@link Document}
   * @param known what was emitted of it
   */
  record Removal(String documentId, OptionalLong version, DocumentState known)
      implements DocumentChange {
    public Removal {
      requireNonNull(documentId, "documentId");
      requireNonNull(version, "version");
      requireNonNull(known, "known");
    }

    @Override
    public List<Integer> lostOrdinals() {
      return known.lostOrdinals(0);
    }

    @Override
    public Set<ContentHash> lostTexts() {
      return Set.copyOf(known.chunkHashes());
    }
  }
}
