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
    NULL_KEY,
    INVALID_KEY,
    TOO_LARGE,
    UNKNOWN_SCHEMA_ID,
    UNSUPPORTED_SCHEMA,
    INVALID_UTF8,
    NOT_JSON,
    MISSING_FIELD,
    WRONG_FIELD_TYPE,
    INVALID_TEXT,
    EMPTY_TEXT,
    METADATA_TOO_LARGE,
    REFUSED_BY_MODEL
  }
}
