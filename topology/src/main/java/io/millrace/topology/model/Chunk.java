package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

/**
 * A piece of a document that fits the model's window.
 *
 * @param ordinal position in the document, from 0
 * @param text what is embedded: the stretch of the document, perhaps with its headings in front
 * @param start first code point of the stretch in the document's text, from 0
 * @param end behind its last code point
 */
public record Chunk(int ordinal, String text, ContentHash hash, int start, int end) {
  public Chunk {
    requireNonNull(text, "text");
    requireNonNull(hash, "hash");
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("start is %d, end is %d".formatted(start, end));
    }
  }

  public Chunk(int ordinal, String text, int start, int end) {
    this(ordinal, text, ContentHash.of(text), start, end);
  }

  /** {@code <document id>#<ordinal>}: the key of the chunk's record on the vectors topic. */
  public static String id(String documentId, int ordinal) {
    return documentId + '#' + ordinal;
  }

  /**
   * The document of a chunk's id. The last {@code #} separates: a document's id may have its own.
   */
  public static String documentId(String chunkId) {
    int separator = chunkId.lastIndexOf('#');
    if (separator < 0) {
      throw new IllegalArgumentException("not a chunk id: no '#' in it");
    }
    return chunkId.substring(0, separator);
  }
}
