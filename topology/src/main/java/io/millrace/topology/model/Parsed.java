package io.millrace.topology.model;

import java.util.OptionalLong;

/** What a source record turned out to be. */
public sealed interface Parsed {
  /** A record that changes documents. */
  sealed interface Event extends Parsed {
    /** The document; empty when it is about all of them. */
    String documentId();
  }

  /** A document was written. */
  record Upsert(Document document) implements Event {
    @Override
    public String documentId() {
      return document.id();
    }
  }

  /**
   * A document was deleted.
   *
   * @param version as in {@link Document}
   */
  record Delete(String documentId, OptionalLong version) implements Event {}

  /**
   * All documents of the source are gone.
   *
   * @param version as in {@link Document}: documents of this or a later version stay
   */
  record Truncate(OptionalLong version) implements Event {
    @Override
    public String documentId() {
      return "";
    }
  }

  /** The record says nothing about a document, such as the mark of a transaction. */
  record Nothing() implements Parsed {}

  /**
   * The record is not usable; it goes to the dead letters.
   *
   * @param version as in {@link Document}; empty as well if the record could not be read so far
   */
  record Rejected(Rejection rejection, OptionalLong version) implements Parsed {}
}
