package io.millrace.worker.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.usage.DailyUsage;
import io.millrace.worker.usage.UsageReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "usage",
    description = "Prints what each key and each source has used, by day.",
    mixinStandardHelpOptions = true)
final class UsageCommand implements Callable<Integer> {
  private static final String ROW = "%-8s %-31s %-10s %12s %15s %12s";
  private static final JsonMapper JSON = new JsonMapper();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The worker's configuration: brokers and topic.")
  private @Nullable Path config;

  @Option(
      names = "--since",
      paramLabel = "DATE",
      defaultValue = "0000-01-01",
      description = "The first day, UTC, for example 2026-01-31.")
  private LocalDate since;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    WorkerConfig settings = ConfigFile.ofThisProcess().readOrDefaults(config);
    if (settings.usage().topic().isEmpty()) {
      throw new ConfigException("usage.topic: is empty, so that no usage is written");
    }
    UsageReport report =
        UsageReport.read(new CommittedTopic(settings.kafka(), settings.usage().topic()), since);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(object(report));
    } else {
      print(report, out);
    }
    return 0;
  }

  private static ObjectNode object(UsageReport report) {
    ObjectNode object = JSON.createObjectNode();
    ArrayNode days = object.putArray("usage");
    for (DailyUsage day : report.days()) {
      days.addObject()
          .put("kind", day.kind())
          .put("name", day.name())
          .put("date", day.date().toString())
          .put("texts", day.texts())
          .put("tokens", day.tokens())
          .put("deviceMillis", day.deviceMillis());
    }
    return object.put("foreign", report.foreign());
  }

  private static void print(UsageReport report, PrintWriter out) {
    out.println(ROW.formatted("kind", "name", "date", "texts", "tokens", "device s"));
    for (DailyUsage day : report.days()) {
      out.println(
          Printable.line(
              ROW.formatted(
                  day.kind(),
                  day.name(),
                  day.date(),
                  day.texts(),
                  day.tokens(),
                  String.format(Locale.ROOT, "%.3f", day.deviceMillis() / 1000.0))));
    }
    if (report.foreign() > 0) {
      out.println("%d records that are no usage".formatted(report.foreign()));
    }
  }
}
