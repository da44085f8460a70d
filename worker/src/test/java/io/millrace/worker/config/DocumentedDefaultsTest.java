package io.millrace.worker.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The reference of the configuration and the defaults say the same. */
class DocumentedDefaultsTest {
  private static final Path REFERENCE = Path.of("..", "docs", "configuration.md");

  /** A key and, unless it is empty, its default. */
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\| (?:`([^`]*)` )?\\|", Pattern.MULTILINE);

  @Test
  void theReferenceListsEveryKeyWithItsDefaultAndNoOther() throws IOException {
    assertThat(documented()).containsExactlyInAnyOrderEntriesOf(defaults());
  }

  private static Map<String, String> documented() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    ROW.matcher(Files.readString(REFERENCE))
        .results()
        .forEach(row ->
            assertThat(rows.put(row.group(1), row.group(2) == null ? "" : row.group(2)))
                .as("another row of %s", row.group(1))
                .isNull());
    return rows;
  }

  private static Map<String, String> defaults() throws IOException {
    try (InputStream file = ConfigFile.class.getResourceAsStream("defaults.yaml")) {
      Map<String, String> defaults = new LinkedHashMap<>();
      add(new YAMLMapper().readTree(requireNonNull(file, "defaults.yaml")), "", defaults);
      // Sections of others' keys: a row of the table says whose.
      defaults.put("kafka", "");
      defaults.put("registry", "");
      return defaults;
    }
  }

  private static void add(JsonNode section, String prefix, Map<String, String> defaults) {
    section
        .properties()
        .forEach(key -> {
          String path = prefix + key.getKey();
          if (key.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
            add(inner, path + ".", defaults);
          } else {
            defaults.put(path, written(key.getValue()));
          }
        });
  }

  private static String written(JsonNode value) {
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", ", "[", "]"))
        : value.asText();
  }
}
