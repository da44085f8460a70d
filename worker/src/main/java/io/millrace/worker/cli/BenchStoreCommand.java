package io.millrace.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.bench.StoreBenchmark;
import io.millrace.worker.bench.StoredStates;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.TemporaryFolder;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Option(names = "--json", description = "Print the report on one line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StoredStates states = new StoredStates(documents, chunks);
    try (EmbeddingEngine engine = ConfiguredEngine.start(ConfigFile.ofThisProcess().defaults());
        TemporaryFolder folder = TemporaryFolder.create("millrace-bench-")) {
      print(new StoreBenchmark(engine, states, rounds).run(folder.path()));
    }
    return 0;
  }

  private void print(Object report) throws JsonProcessingException {
    JsonMapper mapper = new JsonMapper();
    ObjectWriter writer = json ? mapper.writer() : mapper.writerWithDefaultPrettyPrinter();
    spec.commandLine().getOut().println(writer.writeValueAsString(report));
  }
}
