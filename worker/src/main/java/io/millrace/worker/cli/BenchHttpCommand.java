package io.millrace.worker.cli;

import io.millrace.worker.bench.HttpBenchmark;
import io.millrace.worker.bench.HttpSoak;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.TemporaryFolder;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "http",
    description = {
      "Requests over HTTP against the bare engine, and beside a stream, all in this process.",
      "Prints a report; see BENCHMARKS.md."
    },
    mixinStandardHelpOptions = true)
final class BenchHttpCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of a model; default the built-in one.")
  private @Nullable Path model;

  @Option(
      names = "--connections",
      defaultValue = "64",
      paramLabel = "N",
      description = "Connections with one request each; default ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--tokens",
      defaultValue = "100",
      paramLabel = "MEAN",
      description = "Mean tokens of a text, log-normal; default ${DEFAULT-VALUE}.")
  private double meanTokens;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "N",
      description = "Time of each measurement; default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--soak-minutes",
      paramLabel = "N",
      description = "In place of all else: varied requests for so long, and what memory they took.")
  private @Nullable Integer soakMinutes;

  @Mixin private ReportOptions report = new ReportOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (EmbeddingEngine engine = ConfiguredEngine.start(config());
        TemporaryFolder state = TemporaryFolder.create("millrace-bench-")) {
      Duration time = Duration.ofSeconds(seconds);
      report.print(
          soakMinutes == null
              ? new HttpBenchmark(engine, connections, meanTokens, time).run(state.path())
              : new HttpSoak(engine, Duration.ofMinutes(soakMinutes)).run());
    }
    return 0;
  }

  private WorkerConfig config() {
    return ConfigFile.ofThisProcess()
        .parse(
            model == null
                ? ""
                : "model: {path: %s}".formatted(ConfigFile.quoted(model.toString())));
  }
}
