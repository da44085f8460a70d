package io.millrace.worker.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Everything under {@code ops} that asks Prometheus something. */
final class Queries {
  static final Path DASHBOARDS = Path.of("..", "ops", "grafana", "dashboards");
  static final Path RULES = Path.of("..", "ops", "prometheus", "rules");
  static final Path RULE_TESTS = Path.of("..", "ops", "prometheus", "tests");

  /** A dashboard's variable: the values of a label. */
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  /** Reads JSON as well. */
  private static final YAMLMapper YAML = new YAMLMapper();

  private Queries() {}

  /** All expressions, each under the name of what uses it. */
  static Map<String, String> all() throws IOException {
    Map<String, String> expressions = new TreeMap<>();
    for (Path file : files(DASHBOARDS)) {
      JsonNode dashboard = read(file);
      for (JsonNode target : dashboard.findParents("expr")) {
        String expression = target.get("expr").asText();
        expressions.put("%s %s".formatted(file.getFileName(), expression), expression);
      }
      for (JsonNode variable : dashboard.findParents("definition")) {
        String definition = variable.get("definition").asText();
        expressions.put(
            "%s %s".formatted(file.getFileName(), definition),
            LABEL_VALUES.matcher(definition).replaceFirst("count by ($2) ($1)"));
      }
    }
    for (JsonNode alert : alerts()) {
      expressions.put(alert.get("alert").asText(), alert.get("expr").asText());
    }
    return expressions;
  }

  static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (Path rules : files(RULES)) {
      alerts.addAll(read(rules).findParents("alert"));
    }
    return alerts;
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  static JsonNode read(Path file) throws IOException {
    return YAML.readTree(file.toFile());
  }
}
