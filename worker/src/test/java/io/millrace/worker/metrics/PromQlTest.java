package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The names that the check of all queries stands on. */
class PromQlTest {
  @Test
  void metricsLabelsAndGroupingAreTold() {
    PromQl query =
        PromQl.of(
            """
            histogram_quantile(0.99, sum by (le, lane) (rate(wait_bucket{lane="on{line", a=~'b'}[5m])))
              > 1e3 unless on (instance) up{job!="x"} offset 5m or vector(0)
            """);

    assertThat(query.metrics())
        .isEqualTo(Map.of("wait_bucket", Set.of("lane", "a"), "up", Set.of("job")));
    assertThat(query.grouping()).containsExactlyInAnyOrder("le", "lane", "instance");
  }

  @Test
  void variablesOfADashboardAreNoNames() {
    PromQl query = PromQl.of("rate(texts_total{application=~\"$application\"}[$__rate_interval])");

    assertThat(query.metrics()).isEqualTo(Map.of("texts_total", Set.of("application")));
  }
}
