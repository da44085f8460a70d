package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A document as its source has it now.
 *
 * @param id the record key
 * @param text what is embedded; never blank
 * @param metadata the other fields, carried along with every vector
 * @param updatedAtMillis timestamp of the source record, epoch milliseconds
 */
public record Document(
    String id, String text, SortedMap<String, String> metadata, long updatedAtMillis) {
  public Document {
    requireNonNull(id, "id");
    requireNonNull(text, "text");
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  public Document(String id, String text, Map<String, String> metadata, long updatedAtMillis) {
    this(id, text, new TreeMap<>(metadata), updatedAtMillis);
  }

  /** Hash over names and values of the metadata, independent of their order in the source. */
  public ContentHash metadataHash() {
    StringBuilder all = new StringBuilder();
    metadata.forEach((name, value) -> append(append(all, name), value));
    return ContentHash.of(all.toString());
  }

  /** Length before content, so that no two different maps give the same string. */
  private static StringBuilder append(StringBuilder all, String part) {
    return all.append(part.length()).append(':').append(part);
  }
}
