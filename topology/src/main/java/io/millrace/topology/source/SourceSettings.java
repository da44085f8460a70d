package io.millrace.topology.source;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How the records of the source topic are read.
 *
 * @param topic the source topic
 * @param format how a value is written
 * @param keyFormat how a key is written
 * @param template how a row's text fields become one text
 * @param metadata which other fields go along with every vector
 * @param attributes which fields become fields of the vector record, in this order
 * @param order what tells the newest version of a document
 * @param keepColumns whether documents carry the columns that a later change event may leave out
 * @param idPrefix in front of every document's id
 * @param limits what is too large to be read
 */
public record SourceSettings(
    String topic,
    Format format,
    KeyFormat keyFormat,
    TextTemplate template,
    MetadataSelection metadata,
    List<AttributeField> attributes,
    Order order,
    boolean keepColumns,
    String idPrefix,
    SourceLimits limits) {
  /** How a value is written. Only AUTO decides by what it sees, and only where that is certain. */
  public enum Format {
    /**
     * Avro behind a registry's frame, JSON if the first character is an opening brace, else text;
     * of Avro and JSON, what has the shape of an envelope is read as that.
     */
    AUTO,
    TEXT,
    /** An object, of which any field may be used. */
    JSON,
    /** Kafka Connect's {@code {"schema": ..., "payload": ...}}. */
    JSON_SCHEMA,
    /** A record behind Confluent's frame, of any writer's schema. */
    AVRO,
    /** Change events in Debezium's envelope: JSON, with Connect's schema or without, or Avro. */
    DEBEZIUM,
    /** Change events that ExtractNewRecordState made flat rows of. */
    DEBEZIUM_UNWRAPPED;

    /** Whether a row may be a change event's. */
    public boolean mayBeChange() {
      return this == AUTO || this == DEBEZIUM || this == DEBEZIUM_UNWRAPPED;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a key is written; see {@link DocumentParser} for the id that is made of it. */
  public enum KeyFormat {
    /** Avro or JSON behind a registry's frame, a JSON object, else text; never LONG. */
    AUTO,
    STRING,
    JSON,
    AVRO,
    /** Eight bytes, big-endian. */
    LONG
  }

  /** What tells the newest version of a document. */
  public enum Order {
    /** Of change events PostgreSQL's LSN, or else the database's time; of others TIMESTAMP. */
    AUTO,
    /** The last to arrive is the newest. */
    ARRIVAL,
    /** The database's time of a change event, of others the record's timestamp. */
    TIMESTAMP,
    /** PostgreSQL's log sequence number; what has none, is ordered by arrival. */
    LSN
  }

  /**
   * @throws IllegalArgumentException if settings contradict each other; the message starts with the
   *     name of one of them
   */
  public SourceSettings {
    requireNonNull(topic, "topic");
    requireNonNull(keyFormat, "keyFormat");
    requireNonNull(template, "template");
    requireNonNull(idPrefix, "idPrefix");
    requireNonNull(limits, "limits");
    attributes = List.copyOf(attributes);
    requireDistinct(attributes);
    if (format == Format.TEXT && !(attributes.isEmpty() && metadata.isOthers())) {
      throw new IllegalArgumentException(
          "format is text, which has no fields for metadata or attributes");
    }
    if (keepColumns && !format.mayBeChange()) {
      throw new IllegalArgumentException(
          "keepColumns is on, but format %s has no change events".formatted(format.key()));
    }
    if (order == Order.LSN && !format.mayBeChange()) {
      throw new IllegalArgumentException(
          "order is lsn, but format %s has no change events".formatted(format.key()));
    }
  }

  /** Settings with production limits, and everything else as it is by default. */
  public static SourceSettings of(String topic, Format format, List<String> textFields) {
    return builder(topic).format(format).template(TextTemplate.joining(textFields)).build();
  }

  /** Starts with a field {@code text} of whatever format. */
  public static SourceSettingsBuilder builder(String topic) {
    return new SourceSettingsBuilder(topic);
  }

  private static void requireDistinct(List<AttributeField> attributes) {
    Set<String> names = new HashSet<>();
    for (AttributeField field : attributes) {
      if (!names.add(field.attribute().name())) {
        throw new IllegalArgumentException(
            "attributes has \"%s\" twice".formatted(field.attribute().name()));
      }
    }
  }
}
