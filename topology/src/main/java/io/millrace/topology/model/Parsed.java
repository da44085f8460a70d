package io.millrace.topology.model;

/** What a source record turned out to be. */
public sealed interface Parsed {
  /** A document was written. */
  record Upsert(Document document) implements Parsed {}

  /** A document was deleted. */
  record Delete(String documentId) implements Parsed {}

  /** The record is not usable; it goes to the dead letters. */
  record Rejected(Rejection rejection) implements Parsed {}
}
