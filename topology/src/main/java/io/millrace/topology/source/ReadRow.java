package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.METADATA_TOO_LARGE;
import static io.millrace.topology.model.Rejection.Reason.TOO_LARGE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.Attributes;
import io.millrace.topology.model.Document;
import io.millrace.topology.serde.ColumnsSerde;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From a row, or a text, to its document; the same for every format. Immutable. */
final class ReadRow {
  private final SourceSettings settings;
  private final SelectMetadata selectMetadata;
  private final Attributes absentAttributes;

  /** Fields of the row in the text or an attribute. */
  private final Set<String> columns;

  ReadRow(SourceSettings settings) {
    this.settings = settings;
    this.selectMetadata = new SelectMetadata(settings);
    this.absentAttributes = ReadAttribute.absent(settings.attributes());
    this.columns =
        Stream.concat(
                settings.template().paths().values().stream(),
                settings.attributes().stream().map(AttributeField::path))
            .map(FieldPath::column)
            .collect(Collectors.toUnmodifiableSet());
  }

  Document text(String id, String written, long timestampMillis) throws UnreadableException {
    return new Document(
        id,
        ReadText.notBlank(written.strip()),
        new TreeMap<>(),
        absentAttributes,
        timestampMillis,
        Origin.plain().version(settings.order(), timestampMillis),
        Map.of());
  }

  Document row(String id, SourceEvent.Written event, long timestampMillis, KnownColumns known)
      throws UnreadableException {
    ObjectNode row = event.row();
    Origin origin = event.origin();
    UnavailableColumns.fill(row, origin, this::uses, id, known);
    String text = ReadText.of(settings.template(), row, origin);
    Attributes attributes = ReadAttribute.of(settings.attributes(), row);
    return new Document(
        id,
        text,
        metadata(row, attributes),
        attributes,
        origin.updatedAtMillis(timestampMillis),
        origin.version(settings.order(), timestampMillis),
        settings.keepColumns() && origin.isChange() ? kept(row) : Map.of());
  }

  private boolean uses(String column) {
    return columns.contains(column) || selectMetadata.uses(column);
  }

  private SortedMap<String, String> metadata(ObjectNode row, Attributes attributes)
      throws UnreadableException {
    SortedMap<String, String> metadata = new TreeMap<>();
    long bytes = attributes.values().stream().mapToLong(ReadRow::utf8Bytes).sum();
    for (Map.Entry<String, JsonNode> field : selectMetadata.from(row).entrySet()) {
      String value = scalarOrJson(field.getValue());
      ReadText.requireUnicode(field.getKey());
      ReadText.requireUnicode(value);
      metadata.put(field.getKey(), value);
      bytes += utf8Bytes(field.getKey()) + utf8Bytes(value);
    }
    if (bytes > settings.limits().metadataBytes()) {
      throw new UnreadableException(
          METADATA_TOO_LARGE,
          "%d bytes of metadata and attributes, the limit is %d"
              .formatted(bytes, settings.limits().metadataBytes()));
    }
    return metadata;
  }

  /** Lists and objects are kept as JSON, which may be longer than what they were read from. */
  private Map<String, String> kept(ObjectNode row) throws UnreadableException {
    Map<String, String> kept = new HashMap<>();
    long bytes = 0;
    for (Map.Entry<String, JsonNode> column : row.properties()) {
      if (UnavailableColumns.mayBeLeftOut(column.getValue()) && uses(column.getKey())) {
        String value = UnavailableColumns.kept(column.getValue());
        kept.put(column.getKey(), value);
        bytes += ColumnsSerde.sizeBytes(column.getKey(), value);
      }
    }
    if (bytes > settings.limits().columnsBytes()) {
      throw new UnreadableException(
          TOO_LARGE,
          "%d bytes of columns to keep, the limit is %d"
              .formatted(bytes, settings.limits().columnsBytes()));
    }
    return kept;
  }

  private static String scalarOrJson(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static long utf8Bytes(Object value) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8).length;
      case List<?> items -> items.stream().mapToLong(ReadRow::utf8Bytes).sum();
      default -> Long.BYTES;
    };
  }
}
