package io.millrace.topology.stage;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Rejection;
import java.util.List;
import java.util.Optional;

/**
 * The longest text that a record of the vectors topic may have, as JSON, the longest of the formats
 * it is written in. Only a text of few and very long words comes near it: no more tokens than a
 * chunk may have, and as long as a document.
 *
 * @param limitBytes what the vectors topic takes, less what a record has beside its text
 */
record ChunkLimit(long limitBytes) {
  /** A control character as JSON, or half of a code point beyond the first 65,536. */
  private static final int LONGEST_ESCAPE_BYTES = 6;

  private static final String SHORTLY_ESCAPED = "\"\\\n\t\r\b\f";

  /** The first chunk that no record can hold; nothing is written of its document then. */
  Optional<Rejection> exceededBy(List<Chunk> chunks) {
    return chunks.stream()
        .filter(chunk -> jsonBytes(chunk.text()) > limitBytes)
        .findFirst()
        .map(this::rejection);
  }

  private Rejection rejection(Chunk chunk) {
    return new Rejection(
        Rejection.Stage.EMBED,
        Rejection.Reason.TOO_LARGE,
        "chunk %d: %d bytes as JSON, the limit is %d"
            .formatted(chunk.ordinal(), jsonBytes(chunk.text()), limitBytes));
  }

  /** Counted only if it may matter. */
  private long jsonBytes(String text) {
    long most = (long) text.length() * LONGEST_ESCAPE_BYTES;
    return most <= limitBytes ? most : text.chars().mapToLong(ChunkLimit::jsonBytes).sum();
  }

  private static int jsonBytes(int character) {
    if (character < 0x80) {
      boolean isShort = SHORTLY_ESCAPED.indexOf(character) >= 0;
      return isShort ? 2 : character < ' ' ? LONGEST_ESCAPE_BYTES : 1;
    }
    if (Character.isSurrogate((char) character)) {
      return LONGEST_ESCAPE_BYTES;
    }
    return character < 0x800 ? 2 : 3;
  }
}
