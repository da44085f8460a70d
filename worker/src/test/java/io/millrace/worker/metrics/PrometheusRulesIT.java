package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The alert rules, checked and tested by promtool. */
@Timeout(60)
class PrometheusRulesIT {
  @Test
  void promtoolAcceptsTheRules() throws Exception {
    assertPasses(List.of("check", "rules", "--lint-fatal"), Queries.files(Queries.RULES));
  }

  @Test
  void promtoolAcceptsTheExampleOfAConfiguration() throws Exception {
    assertPasses(
        List.of("check", "config", "--syntax-only"),
        List.of(Path.of("..", "ops", "prometheus", "prometheus.yml")));
  }

  @Test
  void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
    assertPasses(List.of("test", "rules"), Queries.files(Queries.RULE_TESTS));
  }

  @Test
  void everyAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
    Set<String> alerts =
        Queries.alerts().stream()
            .map(alert -> alert.get("alert").asText())
            .collect(Collectors.toSet());

    assertThat(tested(JsonNode::isEmpty)).containsExactlyInAnyOrderElementsOf(alerts);
    assertThat(tested(fired -> !fired.isEmpty())).containsExactlyInAnyOrderElementsOf(alerts);
  }

  @Test
  void everyAlertSaysWhatItMeansAndWhereToReadWhatToDo() throws IOException {
    List<String> runbooks = Files.readAllLines(Path.of("..", "docs", "runbooks.md"));
    for (JsonNode alert : Queries.alerts()) {
      String name = alert.get("alert").asText();
      assertThat(alert.at("/labels/severity").asText()).as(name).isIn("critical", "warning");
      assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
      assertThat(alert.at("/annotations/description").asText()).as(name).isNotBlank();
      assertThat(alert.at("/annotations/runbook").asText())
          .isEqualTo("docs/runbooks.md#%s", name.toLowerCase(Locale.ROOT));
      assertThat(runbooks).contains("## " + name);
    }
  }

  private static Set<String> tested(Predicate<JsonNode> expected) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path file : Queries.files(Queries.RULE_TESTS)) {
      Queries.read(file)
          .findParents("alertname")
          .forEach(test -> {
            if (test.has("eval_time") && expected.test(test.path("exp_alerts"))) {
              names.add(test.get("alertname").asText());
            }
          });
    }
    return names;
  }

  private static void assertPasses(List<String> arguments, List<Path> files) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    files.forEach(file -> all.add(file.toString()));

    Promtool.Outcome outcome = Promtool.run(all, "");

    assertThat(outcome.status()).as(outcome.output()).isZero();
  }
}
