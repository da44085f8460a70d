package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

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
   * @param toEmit the chunks whose records are missing or stale
   * @param reusable texts whose vectors are known from the version before
   * @param state what to store once they are emitted
   */
  record Update(
      Document document,
      List<Chunk> toEmit,
      Set<ContentHash> reusable,
      List<Integer> lostOrdinals,
      Set<ContentHash> lostTexts,
      DocumentState state)
      implements DocumentChange {
    public Update {
      requireNonNull(document, "document");
      requireNonNull(state, "state");
      toEmit = List.copyOf(toEmit);
      reusable = Set.copyOf(reusable);
      lostOrdinals = List.copyOf(lostOrdinals);
      lostTexts = Set.copyOf(lostTexts);
    }

    /** A document that was not known before. */
    public static Update ofNew(ChunkedDocument document, DocumentState state) {
      return new Update(
          document.document(), document.chunks(), Set.of(), List.of(), Set.of(), state);
    }

    /** From what was known to a newer version. */
    public static Update of(ChunkedDocument newer, DocumentState state, DocumentState known) {
      return new Update(
          newer.document(),
          known.changedChunks(state, newer.chunks()),
          known.reusableBy(state),
          known.lostOrdinals(newer.chunks().size()),
          known.lostTexts(state),
          state);
    }

    @Override
    public String documentId() {
      return document.id();
    }
  }

  /**
   * The document is gone.
   *
   * @param version as in {@link Document}
   */
  record Removal(
      String documentId,
      OptionalLong version,
      List<Integer> lostOrdinals,
      Set<ContentHash> lostTexts)
      implements DocumentChange {
    public Removal {
      requireNonNull(documentId, "documentId");
      requireNonNull(version, "version");
      lostOrdinals = List.copyOf(lostOrdinals);
      lostTexts = Set.copyOf(lostTexts);
    }

    /** Of all that was known. */
    public static Removal of(String documentId, OptionalLong version, DocumentState known) {
      return new Removal(
          documentId, version, known.lostOrdinals(0), Set.copyOf(known.chunkHashes()));
    }
  }
}
