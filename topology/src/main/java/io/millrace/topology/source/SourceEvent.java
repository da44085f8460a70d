package io.millrace.topology.source;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a record's value says, before its key and fields are looked at. */
sealed interface SourceEvent {
  /** The value is the text. */
  record Text(String text) implements SourceEvent {}

  /** A row was written. */
  record Written(ObjectNode row, Origin origin) implements SourceEvent {}

  /**
   * A row was deleted.
   *
   * @param row what is known of it: empty, or some of its columns
   */
  record Deleted(ObjectNode row, Origin origin) implements SourceEvent {}

  /** A null that a converter wrote out; it says as little as a record without a value. */
  record Tombstone() implements SourceEvent {}

  /** All rows were deleted. */
  record Truncated(Origin origin) implements SourceEvent {}

  /** Nothing happened to a row. */
  record Silent() implements SourceEvent {}
}
