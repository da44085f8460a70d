package io.millrace.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Option(names = "--json", description = "Print the report on one line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    WorkerConfig config = ConfigFile.ofThisProcess().defaults();
    try (EmbeddingEngine engine = ConfiguredEngine.start(config);
        TemporaryFolder state = TemporaryFolder.create("millrace-bench-");
        ProgressBar bar = Progress.bar("documents", documents)) {
      print(new PipelineBenchmark(engine, documents, meanTokens).run(state.path(), bar::stepTo));
    }
    return 0;
  }

  private void print(Object report) throws JsonProcessingException {
    JsonMapper mapper = new JsonMapper();
    ObjectWriter writer = json ? mapper.writer() : mapper.writerWithDefaultPrettyPrinter();
    spec.commandLine().getOut().println(writer.writeValueAsString(report));
  }
}
