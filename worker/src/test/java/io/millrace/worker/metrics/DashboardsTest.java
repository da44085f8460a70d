package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Grafana does not complain about, and a person does. */
class DashboardsTest {
  private static final String CHOSEN = "application=~\"$application\", instance=~\"$instance\"";

  @Test
  void everyPanelHasATitleAUnitAndQueriesOfTheChosenSourceAndWorkers() throws IOException {
    for (JsonNode panel : panels()) {
      String title = panel.get("title").asText();
      assertThat(title).isNotBlank();
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotBlank();
        assertThat(panel.get("targets")).as(title).isNotEmpty();
        for (JsonNode target : panel.get("targets")) {
          assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
          assertThat(target.get("expr").asText()).as(title).contains(CHOSEN);
        }
      }
    }
  }

  @Test
  void noTwoPanelsOfADashboardLieOnEachOther() throws IOException {
    for (Path file : Queries.files(Queries.DASHBOARDS)) {
      HashSet<String> taken = new HashSet<>();
      HashSet<Integer> ids = new HashSet<>();
      for (JsonNode panel : Queries.read(file).get("panels")) {
        assertThat(ids.add(panel.get("id").asInt())).isTrue();
        for (String cell : cells(panel.get("gridPos"))) {
          assertThat(taken.add(cell)).as(panel.get("title").asText()).isTrue();
        }
      }
    }
  }

  private static List<JsonNode> panels() throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    for (Path file : Queries.files(Queries.DASHBOARDS)) {
      Queries.read(file).get("panels").forEach(panels::add);
    }
    return panels;
  }

  private static List<String> cells(JsonNode place) {
    List<String> cells = new ArrayList<>();
    for (int x = 0; x < place.get("w").asInt(); x++) {
      for (int y = 0; y < place.get("h").asInt(); y++) {
        cells.add("%d,%d".formatted(place.get("x").asInt() + x, place.get("y").asInt() + y));
      }
    }
    return cells;
  }
}
