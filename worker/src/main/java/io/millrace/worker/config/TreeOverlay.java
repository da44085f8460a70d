package io.millrace.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Lays a file's keys over the defaults; a key that has no default does not exist. */
record TreeOverlay(ObjectNode own) {
  /** Here the keys are Kafka's and Confluent's, not ours. */
  private static final Set<String> FREE = Set.of("kafka", "registry");

  /** Here the keys are the user's own names; a source may have any name. */
  private static final Pattern NAMED =
      Pattern.compile("(source|sources\\..+)\\.(attributes|metadata\\.rename)|http\\.aliases");

  void over(ObjectNode defaults) {
    over(defaults, "");
  }

  /**
   * @param prefix what stands in front of the keys in the file
   */
  void over(ObjectNode defaults, String prefix) {
    own.properties().forEach(key -> lay(key, defaults, prefix));
  }

  private static void lay(Map.Entry<String, JsonNode> key, ObjectNode defaults, String prefix) {
    String path = prefix + key.getKey();
    JsonNode known = defaults.get(key.getKey());
    if (known == null && !isFree(withoutDot(prefix))) {
      throw new ConfigException(
          "%s: there is no such key; known here: %s".formatted(path, names(defaults)));
    }
    requireValues(key.getValue(), path);
    if (known instanceof ObjectNode section && !NAMED.matcher(withoutDot(prefix)).matches()) {
      if (!(key.getValue() instanceof ObjectNode ownSection)) {
        throw new ConfigException(path + ": must hold keys and values");
      }
      ownSection.properties().forEach(inner -> lay(inner, section, path + "."));
    } else {
      defaults.set(key.getKey(), key.getValue());
    }
  }

  private static boolean isFree(String section) {
    return FREE.contains(section) || NAMED.matcher(section).matches();
  }

  private static void requireValues(JsonNode value, String path) {
    if (value.isNull()) {
      throw new ConfigException(path + ": has no value; leave the key out for the default");
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        requireValues(value.get(i), path + "[" + i + "]");
      }
    }
  }

  private static String withoutDot(String prefix) {
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
  }

  private static String names(ObjectNode section) {
    return StreamSupport.stream(((Iterable<String>) section::fieldNames).spliterator(), false)
        .collect(Collectors.joining(", "));
  }
}
