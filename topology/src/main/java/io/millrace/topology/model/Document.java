package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.Attributes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A document as its source has it now.
 *
 * @param id made of the record key
 * @param text what is embedded; never blank
 * @param metadata other fields, carried along with every vector
 * @param attributes other fields that become fields of the vector record
 * @param updatedAtMillis timestamp of the source record, epoch milliseconds
 * @param version place of this version among those of the document, the greatest is the newest;
 *     empty: the last to arrive is
 * @param columns values of the row that a later change event may leave out, by name of the column
 */
public record Document(
    String id,
    String text,
    SortedMap<String, String> metadata,
    Attributes attributes,
    long updatedAtMillis,
    OptionalLong version,
    Map<String, String> columns) {
  public Document {
    requireNonNull(id, "id");
    requireNonNull(text, "text");
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    requireNonNull(attributes, "attributes");
    requireNonNull(version, "version");
    columns = Map.copyOf(columns);
  }

  /** A document without attributes, of which the last version to arrive is the newest. */
  public Document(String id, String text, Map<String, String> metadata, long updatedAtMillis) {
    this(
        id,
        text,
        new TreeMap<>(metadata),
        Attributes.none(),
        updatedAtMillis,
        OptionalLong.empty(),
        Map.of());
  }

  /**
   * Hash over names and values of metadata and attributes: what every vector carries beside its
   * text. Independent of the order of metadata in the source.
   */
  public ContentHash metadataHash() {
    StringBuilder all = new StringBuilder();
    metadata.forEach((name, value) -> append(append(all, name), value));
    if (!attributes.isEmpty()) {
      all.append('|');
      for (int i = 0; i < attributes.fields().size(); i++) {
        append(all, attributes.fields().get(i), attributes.values().get(i));
      }
    }
    return ContentHash.of(all.toString());
  }

  private static void append(StringBuilder all, Attribute field, Object value) {
    append(append(all, field.name()), field.type().name());
    if (value instanceof List<?> items) {
      append(all, Integer.toString(items.size()));
      items.forEach(item -> append(all, item.toString()));
    } else {
      append(all, value.toString());
    }
  }

  /** Length before content, so that no two different maps give the same string. */
  private static StringBuilder append(StringBuilder all, String part) {
    return all.append(part.length()).append(':').append(part);
  }
}
