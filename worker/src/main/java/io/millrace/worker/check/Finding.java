package io.millrace.worker.check;

/**
 * One thing that is not as it must be.
 *
 * @param where the chunk, document or record
 */
public record Finding(Kind kind, String where) {
  /** What can be wrong. */
  public enum Kind {
    /** A live document's chunk has no vector. */
    MISSING,
    /** A chunk's vector shows another text, other metadata or other attributes. */
    STALE,
    /** A vector of a chunk that its document does not have. */
    ORPHAN,
    /** The same version of a chunk was written twice, or deleted twice. */
    DUPLICATE,
    /** An older version of a chunk was written after a newer one. */
    OUT_OF_ORDER,
    /** Chunks of one document lie in several partitions. */
    SCATTERED,
    /** A live vector in another space than its source's. */
    OTHER_SPACE,
    /** The record's key, its length or its norm disagree with what it must be. */
    BROKEN_VECTOR,
    /** A vector that the model does not make of its text. */
    WRONG_VECTOR,
    /** A chunk's text does not stand where its record says. */
    WRONG_OFFSETS,
    /** Documents of two sources have the same id and write to the same topic. */
    SHARED_ID,
    /** A source record that cannot be read has no dead letter. */
    MISSING_DEAD_LETTER,
    /** A source record has several dead letters. */
    DUPLICATE_DEAD_LETTER
  }
}
