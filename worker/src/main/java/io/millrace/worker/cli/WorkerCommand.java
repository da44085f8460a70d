package io.millrace.worker.cli;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Worker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "worker",
    description = "Runs a worker until it is stopped.",
    mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The worker's configuration, YAML.")
  private Path config;

  @Override
  public Integer call() throws InterruptedException {
    WorkerConfig settings = ConfigFile.ofThisProcess().read(config);
    try (EmbeddingEngine engine = ConfiguredEngine.start(settings);
        EmbeddingStream stream = new Worker(settings, engine).start()) {
      OnTermination.run(stream::close);
      stream.awaitEnd();
      return stream.hasFailed() ? 1 : 0;
    }
  }
}
