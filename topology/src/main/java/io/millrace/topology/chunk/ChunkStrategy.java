package io.millrace.topology.chunk;

/** Where a document may be cut. */
public enum ChunkStrategy {
  /** Nowhere: what does not fit the model is refused by it, and goes to the dead letters. */
  NONE,
  /** Between paragraphs, else between sentences (Unicode UAX #29), in any language. */
  SENTENCES,
  /** Between sections, else between blocks of CommonMark; chunks carry their headings. */
  MARKDOWN,
  /** Between tokens of the model, in any language. */
  TOKENS
}
