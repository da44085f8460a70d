package io.millrace.topology.source;

/**
 * What is too large to be read; it goes to the dead letters.
 *
 * @param keyBytes longest key: it is part of the key and of two fields of every vector
 * @param documentBytes longest value
 * @param metadataBytes most metadata of a document: every vector repeats it
 */
public record SourceLimits(int keyBytes, int documentBytes, int metadataBytes) {
  private static final SourceLimits DEFAULTS = new SourceLimits(1 << 10, 4 << 20, 64 << 10);

  /** What a record of the columns' store may have beside a document's worth of them. */
  private static final int BESIDES_DOCUMENT_BYTES = 512 << 10;

  public SourceLimits {
    requirePositive(keyBytes, "keyBytes");
    requirePositive(documentBytes, "documentBytes");
    requirePositive(metadataBytes, "metadataBytes");
  }

  /** Most columns of a row to keep: its changelog takes a document and 1 MiB, the key included. */
  long columnsBytes() {
    return (long) documentBytes + BESIDES_DOCUMENT_BYTES;
  }

  /** 1 KiB, 4 MiB and 64 KiB. */
  public static SourceLimits defaults() {
    return DEFAULTS;
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("%s is %d, must be at least 1".formatted(name, value));
    }
  }
}
