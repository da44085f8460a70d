package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

/**
 * Why a record goes to the dead letters.
 *
 * @param stage where it was found
 * @param reason for machines; stable across releases
 * @param detail for people: names the field, the limit, the position
 */
public record Rejection(Stage stage, Reason reason, String detail) {
  public Rejection {
    requireNonNull(stage, "stage");
    requireNonNull(reason, "reason");
    requireNonNull(detail, "detail");
  }

  /** Stages that reject. */
  public enum Stage {
    PARSE,
    EMBED
  }

  /** Reasons, in the order in which they are looked for. */
  public enum Reason {
    /** The value, what is kept of it, or one of its chunks is larger than the source's limit. */
    TOO_LARGE,
    /** The registry has no schema of the id in front of the key or value. */
    UNKNOWN_SCHEMA_ID,
    /** The schema is of a type, or uses something, that is not read here. */
    UNSUPPORTED_SCHEMA,
    INVALID_UTF8,
    NOT_JSON,
    /** The value is not what its Avro schema says, or has no registry's frame. */
    MALFORMED_AVRO,
    /** The value is not the envelope, or not the row, that the source's format says. */
    MALFORMED_ENVELOPE,
    /** The change event's operation is none that Debezium has. */
    UNKNOWN_OPERATION,
    /** A table was truncated, which the source is not set up for. */
    UNEXPECTED_TRUNCATE,
    NULL_KEY,
    /** No document id can be made of the key. */
    INVALID_KEY,
    /** The change event's key names another row than the one inside. */
    KEY_MISMATCH,
    /** The change event leaves out a column that did not change, and nobody knows its value. */
    UNAVAILABLE_COLUMN,
    MISSING_FIELD,
    WRONG_FIELD_TYPE,
    INVALID_TEXT,
    EMPTY_TEXT,
    /** Two fields become metadata of one name. */
    DUPLICATE_METADATA,
    METADATA_TOO_LARGE,
    REFUSED_BY_MODEL
  }
}
