package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of meters in the documents and the one in the code say the same. */
class DocumentedMetersTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  @Test
  void theDocumentListsEveryMeterInOrderAndNoOther() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `millrace_"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(Meters.values()).map(DocumentedMetersTest::row).toList());
  }

  @Test
  void everyUnitIsOneThatPrometheusNamesEndWith() {
    for (Meters meter : Meters.values()) {
      String name = prometheusName(meter).replaceFirst("_total$", "");
      String unit = meter.spec().unit();
      assertThat(unit.isEmpty() || name.endsWith("_" + unit)).as(name).isTrue();
    }
  }

  private static String row(Meters meter) {
    MeterSpec spec = meter.spec();
    return "| `%s` | %s | %s | %s |"
        .formatted(
            prometheusName(meter),
            kind(spec),
            spec.tagKeys().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", ")),
            spec.meaning());
  }

  private static String kind(MeterSpec spec) {
    return spec.buckets().length > 0 ? "histogram" : spec.type().name().toLowerCase(Locale.ROOT);
  }

  static String prometheusName(Meters meter) {
    MeterSpec spec = meter.spec();
    String name =
        new PrometheusNamingConvention()
            .name(spec.name(), spec.type(), spec.unit().isEmpty() ? null : spec.unit());
    return switch (spec.type()) {
      case Meter.Type.COUNTER -> name + "_total";
      default -> spec.name().endsWith(".info") ? name + "_info" : name; // as OpenMetrics has it
    };
  }
}
