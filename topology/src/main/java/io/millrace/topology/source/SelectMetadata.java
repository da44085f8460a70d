package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.DUPLICATE_METADATA;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A row's metadata, by a source's settings. Immutable. */
final class SelectMetadata {
  private final List<FieldPattern> included;
  private final List<FieldPattern> excluded;
  private final Map<String, String> names = new HashMap<>();

  /** Fields that are in the text or an attribute as a whole; no wildcard takes them. */
  private final Set<FieldPath> elsewhere;

  private final Set<String> columnsElsewhere;

  SelectMetadata(SourceSettings settings) {
    MetadataSelection selection = settings.metadata();
    included = patterns("metadata.include", selection.include());
    excluded = patterns("metadata.exclude", selection.exclude());
    selection.rename().forEach((path, name) -> names.put(FieldPath.of(path).toString(), name));
    elsewhere =
        Stream.concat(
                settings.template().paths().values().stream(),
                settings.attributes().stream().map(AttributeField::path))
            .collect(Collectors.toUnmodifiableSet());
    columnsElsewhere =
        elsewhere.stream()
            .filter(path -> !path.isNested())
            .map(FieldPath::column)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static List<FieldPattern> patterns(String key, List<String> written) {
    return written.stream().map(path -> FieldPattern.of(key, path)).toList();
  }

  /** Whether metadata has something of this field of the row. */
  boolean uses(String column) {
    boolean isIncluded =
        included.isEmpty()
            ? !columnsElsewhere.contains(column)
            : included.stream().anyMatch(pattern -> pattern.isIn(column));
    return isIncluded && excluded.stream().noneMatch(pattern -> pattern.isWhole(column));
  }

  /** Values by the name they get; nulls are left out. */
  SortedMap<String, JsonNode> from(ObjectNode row) throws UnreadableException {
    JsonNode rest = row;
    for (FieldPattern pattern : excluded) {
      rest = pattern.removeFrom(rest);
    }
    SortedMap<String, JsonNode> metadata = new TreeMap<>();
    if (included.isEmpty()) {
      for (Map.Entry<String, JsonNode> field : rest.properties()) {
        if (!columnsElsewhere.contains(field.getKey())) {
          put(metadata, field.getKey(), field.getValue());
        }
      }
    }
    for (FieldPattern pattern : included) {
      for (FieldPath path : pattern.in(rest)) {
        if (!pattern.isWildcard() || !elsewhere.contains(path)) {
          put(metadata, path.toString(), path.in(rest));
        }
      }
    }
    return metadata;
  }

  private void put(SortedMap<String, JsonNode> metadata, String path, JsonNode value)
      throws UnreadableException {
    if (value.isNull() || value.isMissingNode()) {
      return;
    }
    String name = names.getOrDefault(path, path);
    JsonNode other = metadata.put(name, value);
    if (other != null && !other.equals(value)) {
      throw new UnreadableException(
          DUPLICATE_METADATA,
          "two fields become metadata \"%s\": see source.metadata.rename".formatted(name));
    }
  }
}
