package io.millrace.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * Several sources: each is laid over the sections {@code source}, {@code chunks}, {@code vectors}
 * and the lane, which so become the defaults of all. A source that names no topic reads the topic
 * of its own name.
 */
record SourceSections(Optional<ObjectNode> own) {
  private static final String KEY = "sources";

  /** Takes the section out of a file's own tree, where its names are not ours. */
  static SourceSections takeFrom(ObjectNode own) {
    JsonNode sources = own.remove(KEY);
    if (sources == null) {
      return new SourceSections(Optional.empty());
    }
    if (!(sources instanceof ObjectNode section)) {
      throw new ConfigException("sources: must hold a name and the keys of each source");
    }
    return new SourceSections(Optional.of(section));
  }

  /** Puts them where the tree has none. */
  void putInto(ObjectNode tree) {
    own.ifPresent(section ->
        section.properties().forEach(source -> put(source, (ObjectNode) tree.get(KEY), tree)));
  }

  private static void put(Map.Entry<String, JsonNode> source, ObjectNode sources, ObjectNode tree) {
    String name = source.getKey();
    String path = "%s.%s".formatted(KEY, name);
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new ConfigException(
          "%s: a name has letters, digits, '.', '_' and '-': it names the stores".formatted(path));
    }
    if (!(source.getValue() instanceof ObjectNode keys)) {
      throw new ConfigException(path + ": must hold keys and values");
    }
    ObjectNode section = defaults(name, tree);
    new TreeOverlay(keys).over(section, path + ".");
    section.put("name", name);
    sources.set(name, section);
  }

  private static ObjectNode defaults(String name, ObjectNode tree) {
    ObjectNode section = tree.get("source").deepCopy();
    section.put("topic", name);
    section.set("chunks", tree.get("chunks").deepCopy());
    section.set("vectors", tree.get("vectors").deepCopy());
    section.set("lane", tree.get("streams").get("lane"));
    return section;
  }
}
