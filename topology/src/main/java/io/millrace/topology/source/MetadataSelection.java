package io.millrace.topology.source;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fields become metadata, and under what names. Fields are written as a {@link FieldPath}; in
 * {@code include} and {@code exclude} a {@code *} at the end stands for any rest of the last name,
 * as in {@code author.*} or {@code internal_*}.
 *
 * <p>A field is called what its path is; one of a list's items by its index. An exclusion goes into
 * objects and into every item of a list, wins over an inclusion, and holds inside an included
 * object.
 *
 * @param include empty: every field of the row that is not, as a whole, in the text or an attribute
 * @param exclude left out
 * @param rename other names by path
 */
public record MetadataSelection(
    List<String> include, List<String> exclude, Map<String, String> rename) {
  private static final MetadataSelection OTHERS =
      new MetadataSelection(List.of(), List.of(), Map.of());

  /**
   * @throws IllegalArgumentException if a path cannot be read or the lists contradict each other
   */
  public MetadataSelection {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    rename = Map.copyOf(rename);
    include.forEach(path -> FieldPattern.of("metadata.include", path));
    exclude.forEach(path -> FieldPattern.of("metadata.exclude", path));
    for (String path : include) {
      if (exclude.contains(path)) {
        throw new IllegalArgumentException(
            "metadata.exclude has \"%s\", which metadata.include has, too".formatted(path));
      }
    }
    requireEffect(include, rename);
    requireDistinct(include, rename);
  }

  /** Every field of the row that is neither in the text nor an attribute. */
  public static MetadataSelection others() {
    return OTHERS;
  }

  boolean isOthers() {
    return equals(OTHERS);
  }

  private static void requireEffect(List<String> include, Map<String, String> rename) {
    List<FieldPattern> included =
        include.stream().map(path -> FieldPattern.of("metadata.include", path)).toList();
    for (String written : rename.keySet()) {
      FieldPath path = FieldPattern.of("metadata.rename", written).exact();
      boolean isIncluded =
          included.isEmpty()
              ? !path.isNested()
              : included.stream().anyMatch(pattern -> pattern.matches(path));
      if (!isIncluded) {
        throw new IllegalArgumentException(
            "metadata.rename has \"%s\", which metadata.include does not name".formatted(written));
      }
    }
  }

  private static void requireDistinct(List<String> include, Map<String, String> rename) {
    Set<String> names = new HashSet<>(include);
    names.removeAll(rename.keySet());
    rename.forEach((path, name) -> {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "metadata.rename gives \"%s\" an empty name".formatted(path));
      }
      if (!names.add(name)) {
        throw new IllegalArgumentException(
            "metadata.rename calls \"%s\" \"%s\", as another field is called already"
                .formatted(path, name));
      }
    });
  }
}
