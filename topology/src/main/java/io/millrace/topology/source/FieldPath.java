package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The way to a field of a row: {@code author.name} goes into an object, {@code tags.0} into a list,
 * and <code>a\.b</code> is one name with a dot in it.
 *
 * @param names of the fields on the way, at least one
 */
public record FieldPath(List<String> names) {
  public FieldPath {
    names = List.copyOf(names);
    if (names.isEmpty() || names.contains("")) {
      throw new IllegalArgumentException(
          "field \"%s\" has an empty name".formatted(String.join(".", names)));
    }
  }

  /**
   * @throws IllegalArgumentException if a name on the way is empty
   */
  public static FieldPath of(String written) {
    return new FieldPath(split(written));
  }

  /** The names between dots, which may be empty. */
  static List<String> split(String written) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      if (written.startsWith("\\.", i)) {
        name.append('.');
        i++;
      } else if (written.charAt(i) == '.') {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(written.charAt(i));
      }
    }
    names.add(name.toString());
    return names;
  }

  /** The field of the row itself that the way starts with. */
  String column() {
    return names.getFirst();
  }

  boolean isNested() {
    return names.size() > 1;
  }

  /** A missing node where the way ends early. */
  JsonNode in(JsonNode row) {
    return walk(row, names);
  }

  static JsonNode walk(JsonNode from, List<String> names) {
    JsonNode at = from;
    for (int i = 0; i < names.size() && !at.isMissingNode(); i++) {
      at = at.isArray() ? item(at, names.get(i)) : at.path(names.get(i));
    }
    return at;
  }

  private static JsonNode item(JsonNode list, String index) {
    boolean isIndex = index.length() <= 9 && index.chars().allMatch(c -> c >= '0' && c <= '9');
    return isIndex ? list.path(Integer.parseInt(index)) : MissingNode.getInstance();
  }

  /** The names with dots between them: how the field is called in metadata and in errors. */
  @Override
  public String toString() {
    return String.join(".", names);
  }
}
