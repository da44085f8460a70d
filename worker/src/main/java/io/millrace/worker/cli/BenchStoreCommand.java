package io.millrace.worker.cli;

import io.millrace.worker.bench.StoreBenchmark;
import io.millrace.worker.bench.StoredStates;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.TemporaryFolder;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "store",
    description = {
      "The documents store without vectors: its size, its restore, and what telling a change costs.",
      "Prints a report; see BENCHMARKS.md."
    },
    mixinStandardHelpOptions = true)
final class BenchStoreCommand implements Callable<Integer> {
  @Option(
      names = "--documents",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Documents in the store; default ${DEFAULT-VALUE}.")
  private int documents;

  @Option(
      names = "--chunks",
      defaultValue = "1",
      paramLabel = "K",
      description = "Chunks of each; default ${DEFAULT-VALUE}.")
  private int chunks;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Restores; default ${DEFAULT-VALUE}.")
  private int rounds;

  @Mixin private ReportOptions report = new ReportOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    StoredStates states = new StoredStates(documents, chunks);
    try (EmbeddingEngine engine = ConfiguredEngine.start(ConfigFile.ofThisProcess().defaults());
        TemporaryFolder folder = TemporaryFolder.create("millrace-bench-")) {
      report.print(new StoreBenchmark(engine, states, rounds).run(folder.path()));
    }
    return 0;
  }
}
