package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One field, or with a {@code *} at the end all fields of an object whose name starts so.
 *
 * @param parents names on the way to the object
 * @param last name of the field, or with what the names start
 */
record FieldPattern(List<String> parents, String last, boolean isWildcard) {
  FieldPattern {
    parents = List.copyOf(parents);
  }

  /**
   * @param key of the configuration, for errors
   */
  static FieldPattern of(String key, String written) {
    boolean isWildcard = written.endsWith("*");
    List<String> names =
        FieldPath.split(isWildcard ? written.substring(0, written.length() - 1) : written);
    List<String> parents = names.subList(0, names.size() - 1);
    if (parents.contains("") || (names.getLast().isEmpty() && !isWildcard)) {
      throw new IllegalArgumentException(
          "%s has \"%s\", in which a name is empty".formatted(key, written));
    }
    if (names.stream().anyMatch(name -> name.contains("*"))) {
      throw new IllegalArgumentException(
          "%s has \"%s\", but a * may only stand at the end".formatted(key, written));
    }
    return new FieldPattern(parents, names.getLast(), isWildcard);
  }

  /** The only field it stands for. */
  FieldPath exact() {
    if (isWildcard) {
      throw new IllegalArgumentException(
          "metadata.rename has \"%s*\", but one name is for one field".formatted(last));
    }
    return new FieldPath(Stream.concat(parents.stream(), Stream.of(last)).toList());
  }

  boolean matches(FieldPath path) {
    int above = path.names().size() - 1;
    return path.names().subList(0, above).equals(parents) && matches(path.names().get(above));
  }

  private boolean matches(String name) {
    return isWildcard ? name.startsWith(last) : name.equals(last);
  }

  /** Whether it reads something of this field of the row. */
  boolean isIn(String column) {
    return parents.isEmpty() ? matches(column) : parents.getFirst().equals(column);
  }

  /** Whether this field of the row is meant as a whole. */
  boolean isWhole(String column) {
    return parents.isEmpty() && matches(column);
  }

  /** Paths of the fields that are there. */
  List<FieldPath> in(JsonNode row) {
    if (!isWildcard) {
      return List.of(exact());
    }
    List<FieldPath> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : FieldPath.walk(row, parents).properties()) {
      if (matches(field.getKey()) && !field.getKey().isEmpty()) {
        found.add(
            new FieldPath(Stream.concat(parents.stream(), Stream.of(field.getKey())).toList()));
      }
    }
    return found;
  }

  /** A copy without the fields, of which unchanged parts are shared. */
  JsonNode removeFrom(JsonNode row) {
    return remove(row, 0);
  }

  private JsonNode remove(JsonNode from, int depth) {
    return switch (from) {
      case ArrayNode list -> {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        list.forEach(item -> kept.add(remove(item, depth)));
        yield kept;
      }
      case ObjectNode object -> {
        ObjectNode kept = JsonNodeFactory.instance.objectNode().setAll(object);
        if (depth == parents.size()) {
          kept.properties().removeIf(field -> matches(field.getKey()));
        } else if (kept.has(parents.get(depth))) {
          kept.set(parents.get(depth), remove(kept.get(parents.get(depth)), depth + 1));
        }
        yield kept;
      }
      default -> from;
    };
  }
}
