package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What has to be done so that the vectors topic shows a document as its source has it. */
public sealed interface DocumentChange {
  String documentId();

  /** Ordinals of chunks that are no longer there. */
  List<Integer> lostOrdinals();

  /**
   * The document has this content.
   *
   * @param toEmbed the chunks whose vectors are missing or stale
   * @param state what to store once they are emitted
   */
  record Update(
      Document document, List<Chunk> toEmbed, List<Integer> lostOrdinals, DocumentState state)
      implements DocumentChange {
    public Update {
      requireNonNull(document, "document");
      requireNonNull(state, "state");
      toEmbed = List.copyOf(toEmbed);
      lostOrdinals = List.copyOf(lostOrdinals);
    }

    @Override
    public String documentId() {
      return document.id();
    }
  }

  /** The document is gone. */
  record Removal(String documentId, List<Integer> lostOrdinals) implements DocumentChange {
    public Removal {
      requireNonNull(documentId, "documentId");
      lostOrdinals = List.copyOf(lostOrdinals);
    }
  }
}
