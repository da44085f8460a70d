package io.millrace.topology.source;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How the values of the source topic are read.
 *
 * @param topic the source topic
 * @param format how a value is written
 * @param template how a JSON object's text fields become one text
 * @param maxDocumentBytes longest value that is read
 * @param maxMetadataBytes most metadata a document may carry, since every one of its vectors
 *     repeats it
 */
public record SourceSettings(
    String topic,
    Format format,
    TextTemplate template,
    int maxDocumentBytes,
    int maxMetadataBytes) {
  public static final int DEFAULT_MAX_DOCUMENT_BYTES = 4 << 20;
  public static final int DEFAULT_MAX_METADATA_BYTES = 64 << 10;

  /** How a value is written. */
  public enum Format {
    /** A value whose first character is an opening brace is JSON, any other is text. */
    AUTO,
    TEXT,
    JSON
  }

  public SourceSettings {
    requireNonNull(topic, "topic");
    requireNonNull(format, "format");
    requireNonNull(template, "template");
    requirePositive(maxDocumentBytes, "maxDocumentBytes");
    requirePositive(maxMetadataBytes, "maxMetadataBytes");
  }

  /** Settings with production limits. */
  public static SourceSettings of(String topic, Format format, List<String> textFields) {
    return new SourceSettings(
        topic,
        format,
        TextTemplate.joining(textFields),
        DEFAULT_MAX_DOCUMENT_BYTES,
        DEFAULT_MAX_METADATA_BYTES);
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("%s is %d, must be at least 1".formatted(name, value));
    }
  }
}
