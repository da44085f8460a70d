package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

/**
 * A piece of a document that fits the model's window.
 *
 * @param ordinal position in the document, from 0
 */
public record Chunk(int ordinal, String text, ContentHash hash) {
  public Chunk {
    requireNonNull(text, "text");
    requireNonNull(hash, "hash");
  }

  public Chunk(int ordinal, String text) {
    this(ordinal, text, ContentHash.of(text));
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
