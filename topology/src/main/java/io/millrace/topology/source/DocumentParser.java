package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Stage.PARSE;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.port.SchemaCatalog;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record's bytes as a document. Thread safe. A record it cannot read is a value, never an
 * exception; that the registry does not answer is an unchecked exception of the catalog.
 *
 * <p>The same key gives the same document id in every encoding:
 *
 * <ul>
 *   <li>a text as it is; a number, a boolean or a date as its text
 *   <li>the value of the only field of an object or a record
 *   <li>of several fields their values in the order of the fields with {@code /} between them, in
 *       which {@code %} is written {@code %25} and {@code /} is written {@code %2F}: two lists of
 *       values never give the same id
 * </ul>
 *
 * The source's {@code idPrefix} stands in front.
 */
public final class DocumentParser {
  private final SourceSettings settings;
  private final ReadEvent readEvent;
  private final ReadKey readKey;
  private final ReadRow readRow;

  public DocumentParser(SourceSettings settings, SchemaCatalog schemas) {
    this.settings = requireNonNull(settings, "settings");
    SchemaFrame frame = new SchemaFrame(schemas);
    JsonReader json = new JsonReader(settings.limits());
    this.readEvent = new ReadEvent(settings, frame, json);
    this.readKey = new ReadKey(settings, frame, json);
    this.readRow = new ReadRow(settings);
  }

  /** What is too large to be read. */
  public SourceLimits limits() {
    return settings.limits();
  }

  /** Reads one record without anything known from before; a null value deletes the document. */
  public Parsed parse(byte @Nullable [] key, byte @Nullable [] value, long timestampMillis) {
    return parse(key, value, timestampMillis, KnownColumns.none());
  }

  /**
   * Reads one record; a null value deletes the document.
   *
   * @param known fills in what a change event leaves out
   */
  public Parsed parse(
      byte @Nullable [] key, byte @Nullable [] value, long timestampMillis, KnownColumns known) {
    OptionalLong version = OptionalLong.empty();
    try {
      SourceEvent event = value == null ? new SourceEvent.Tombstone() : readEvent.read(value);
      version = version(event, timestampMillis);
      return parsed(key, event, timestampMillis, known);
    } catch (UnreadableException e) {
      return new Parsed.Rejected(new Rejection(PARSE, e.reason(), e.detail()), version);
    }
  }

  /** The document that a record is about, whatever its value; empty if its key names none. */
  public Optional<String> documentId(byte @Nullable [] key) {
    try {
      return Optional.of(id(readKey.read(key)));
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  /** What changes no document needs no key. */
  private Parsed parsed(
      byte @Nullable [] key, SourceEvent event, long timestampMillis, KnownColumns known)
      throws UnreadableException {
    return switch (event) {
      case SourceEvent.Text(String text) ->
          new Parsed.Upsert(readRow.text(id(readKey.read(key)), text, timestampMillis));
      case SourceEvent.Written written -> {
        String id = id(key, written.row(), written.origin());
        yield new Parsed.Upsert(readRow.row(id, written, timestampMillis, known));
      }
      case SourceEvent.Deleted(ObjectNode row, Origin origin) ->
          new Parsed.Delete(id(key, row, origin), version(origin, timestampMillis));
      case SourceEvent.Tombstone _ -> tombstone(key, timestampMillis);
      case SourceEvent.Truncated(Origin origin) ->
          new Parsed.Truncate(version(origin, timestampMillis));
      case SourceEvent.Silent _ -> new Parsed.Nothing();
    };
  }

  private String id(byte @Nullable [] key, ObjectNode row, Origin origin)
      throws UnreadableException {
    DocumentKey read = readKey.read(key);
    if (origin.isChange()) {
      read.requireSameIn(row, origin);
    }
    return id(read);
  }

  private String id(DocumentKey key) {
    return settings.idPrefix() + key.id();
  }

  private OptionalLong version(SourceEvent event, long timestampMillis) {
    return switch (event) {
      case SourceEvent.Text _ -> version(Origin.plain(), timestampMillis);
      case SourceEvent.Written written -> version(written.origin(), timestampMillis);
      case SourceEvent.Deleted deleted -> version(deleted.origin(), timestampMillis);
      case SourceEvent.Truncated truncated -> version(truncated.origin(), timestampMillis);
      case SourceEvent.Tombstone _, SourceEvent.Silent _ -> OptionalLong.empty();
    };
  }

  private OptionalLong version(Origin origin, long timestampMillis) {
    return origin.version(settings.order(), timestampMillis);
  }

  /**
   * It does not tell whether it belongs to a change event, whose versions are no record's
   * timestamps.
   */
  private Parsed tombstone(byte @Nullable [] key, long timestampMillis) throws UnreadableException {
    return new Parsed.Delete(
        id(readKey.read(key)),
        settings.format().mayBeChange()
            ? OptionalLong.empty()
            : version(Origin.plain(), timestampMillis));
  }
}
