package io.millrace.topology.source;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How the values of the source topic are read.
 *
 * @param topic the source topic
 * @param format how a value is written
 * @param template how a JSON object's text fields become one text
 * @param limits what is too large to be read
 */
public record SourceSettings(
    String topic, Format format, TextTemplate template, SourceLimits limits) {
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
    requireNonNull(limits, "limits");
  }

  /** Settings with production limits. */
  public static SourceSettings of(String topic, Format format, List<String> textFields) {
    return new SourceSettings(
        topic, format, TextTemplate.joining(textFields), SourceLimits.defaults());
  }
}
