package io.millrace.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces <code>${NAME}</code> and <code>${NAME:-default}</code> in every text of a tree. */
record EnvironmentReferences(Map<String, String> environment) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  void replaceIn(ObjectNode tree) {
    replaceIn(tree, "");
  }

  private void replaceIn(ObjectNode tree, String prefix) {
    tree.properties().forEach(key -> key.setValue(replaced(key.getValue(), prefix + key.getKey())));
  }

  private JsonNode replaced(JsonNode value, String path) {
    switch (value) {
      case ObjectNode section -> replaceIn(section, path + ".");
      case ArrayNode list -> {
        for (int i = 0; i < list.size(); i++) {
          list.set(i, replaced(list.get(i), path + "[" + i + "]"));
        }
      }
      default -> {
        return value.isTextual() ? TextNode.valueOf(replaced(value.textValue(), path)) : value;
      }
    }
    return value;
  }

  private String replaced(String text, String path) {
    return REFERENCE
        .matcher(text)
        .replaceAll(reference -> Matcher.quoteReplacement(value(reference, path)));
  }

  private String value(MatchResult reference, String path) {
    String value = environment.getOrDefault(reference.group(1), reference.group(2));
    if (value == null) {
      throw new ConfigException(
          "%s: the environment has no variable %s".formatted(path, reference.group(1)));
    }
    return value;
  }
}
