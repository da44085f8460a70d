package io.millrace.worker.cli;

import io.millrace.worker.bench.ChangeLoad;
import io.millrace.worker.bench.ChangesBenchmark;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.Progress;
import io.millrace.worker.local.TemporaryFolder;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "changes",
    description = {
      "Updates of documents, against a worker that embeds each of them anew: tokens and time.",
      "Prints a report; see BENCHMARKS.md."
    },
    mixinStandardHelpOptions = true)
final class BenchChangesCommand implements Callable<Integer> {
  @Option(
      names = "--documents",
      defaultValue = "100",
      paramLabel = "N",
      description = "Documents; default ${DEFAULT-VALUE}.")
  private int documents;

  @Option(
      names = "--updates",
      defaultValue = "1000",
      paramLabel = "M",
      description = "Updates; default ${DEFAULT-VALUE}.")
  private int updates;

  @Option(
      names = "--changed",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "Part of the updates that edit a sentence; default ${DEFAULT-VALUE}.")
  private double changed;

  @Option(names = "--seed", defaultValue = "42", paramLabel = "S", description = "Of all choices.")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "FOLDER",
      description = "A model's folder; without it the built-in model.")
  private @Nullable Path model;

  @Mixin private ReportOptions report = new ReportOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ChangeLoad load = new ChangeLoad(documents, updates, changed, seed);
    try (EmbeddingEngine engine = engine();
        TemporaryFolder state = TemporaryFolder.create("millrace-bench-")) {
      ChangesBenchmark benchmark = new ChangesBenchmark(engine, load);
      try (ProgressBar bar = Progress.bar("records", benchmark.records())) {
        report.print(benchmark.run(state.path(), bar::stepTo));
      }
    }
    return 0;
  }

  private EmbeddingEngine engine() {
    ConfigFile file = ConfigFile.ofThisProcess();
    return ConfiguredEngine.start(
        model == null
            ? file.defaults()
            : file.parse("model: {path: %s}".formatted(ConfigFile.quoted(model.toString()))));
  }
}
