package io.millrace.worker.cli;

import io.millrace.worker.bench.PipelineBenchmark;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.Progress;
import io.millrace.worker.local.TemporaryFolder;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.io.IOException;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "pipeline",
    description = {
      "Produce, embed, consume on a broker in this process, against the bare engine in the same run.",
      "Prints a report; see BENCHMARKS.md."
    },
    mixinStandardHelpOptions = true)
final class BenchPipelineCommand implements Callable<Integer> {
  @Option(
      names = "--documents",
      defaultValue = "5000",
      paramLabel = "N",
      description = "Documents; default ${DEFAULT-VALUE}.")
  private int documents;

  @Option(
      names = "--tokens",
      defaultValue = "100",
      paramLabel = "MEAN",
      description = "Mean tokens of a document, log-normal; default ${DEFAULT-VALUE}.")
  private double meanTokens;

  @Mixin private ReportOptions report = new ReportOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    WorkerConfig config = ConfigFile.ofThisProcess().defaults();
    try (EmbeddingEngine engine = ConfiguredEngine.start(config);
        TemporaryFolder state = TemporaryFolder.create("millrace-bench-");
        ProgressBar bar = Progress.bar("documents", documents)) {
      report.print(
          new PipelineBenchmark(engine, documents, meanTokens).run(state.path(), bar::stepTo));
    }
    return 0;
  }
}
