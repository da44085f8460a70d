package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running worker exposes is what is documented, and what dashboards and rules ask for. */
@Timeout(180)
class ExposedMetersIT {
  /** Of Prometheus itself, on every target. */
  private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "instance");

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static ScrapedWorker worker;

  @SuppressWarnings("NullAway.Init")
  private static String scrape;

  @BeforeAll
  static void start() throws Exception {
    worker = ScrapedWorker.start(folder.resolve("state"));
    System.gc(); // its meters are there once there was one
    await().until(() -> worker.meters().scrape(MetricsRoute.TEXT).contains("jvm_gc_pause"));
    scrape = worker.meters().scrape(MetricsRoute.TEXT);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @Test
  void everyMeterIsExposedUnderItsDocumentedName() {
    Map<String, String> types = Exposition.of(scrape).types();

    Set<String> exposed =
        types.keySet().stream()
            .filter(name -> name.startsWith("millrace_") && !name.endsWith("_max"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(exposed)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Meters.values()).map(DocumentedMetersTest::prometheusName).toList());
  }

  @Test
  void everyMeterHasItsTagsAndItsMeaning() {
    Exposition exposition = Exposition.of(scrape);
    for (Meters meter : Meters.values()) {
      String name = DocumentedMetersTest.prometheusName(meter);
      Set<String> labels = new TreeSet<>(meter.spec().tagKeys());
      labels.add("application");
      String sample = exposition.labels().containsKey(name) ? name : name + "_count";
      assertThat(exposition.labels().get(sample)).as(name).isEqualTo(labels);
      assertThat(exposition.help().get(name)).as(name).isEqualTo(meter.spec().meaning());
    }
  }

  @Test
  void everyQueryNamesMetricsAndLabelsThatAreExposed() throws IOException {
    Map<String, Set<String>> exposed = new TreeMap<>(Exposition.of(scrape).labels());
    exposed.put("up", Set.of());
    Set<String> unknown = new TreeSet<>();
    Queries.all()
        .forEach((where, expression) -> {
          PromQl query = PromQl.of(expression);
          assertThat(query.metrics()).as(where).isNotEmpty();
          query
              .metrics()
              .forEach((metric, labels) -> {
                if (!exposed.containsKey(metric)) {
                  unknown.add("%s in %s".formatted(metric, where));
                } else if (!known(exposed.get(metric)).containsAll(labels)) {
                  unknown.add("%s%s in %s".formatted(metric, labels, where));
                }
              });
          if (!known(labelsOf(exposed, query)).containsAll(query.grouping())) {
            unknown.add("%s in %s".formatted(query.grouping(), where));
          }
        });

    assertThat(unknown).isEmpty();
  }

  private static Set<String> labelsOf(Map<String, Set<String>> exposed, PromQl query) {
    return query.metrics().keySet().stream()
        .flatMap(metric -> exposed.getOrDefault(metric, Set.of()).stream())
        .collect(Collectors.toSet());
  }

  @Test
  void promtoolFindsNoFaultInOurNames() throws Exception {
    String ours =
        scrape
            .lines()
            .filter(line -> line.replaceFirst("^# (HELP|TYPE) ", "").startsWith("millrace_"))
            .collect(Collectors.joining("\n", "", "\n"));

    Promtool.Outcome outcome = Promtool.run(List.of("check", "metrics"), ours);

    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.status()).isZero();
  }

  private static Set<String> known(Set<String> labels) {
    Set<String> known = new TreeSet<>(labels);
    known.addAll(LABELS_OF_PROMETHEUS);
    return known;
  }
}
