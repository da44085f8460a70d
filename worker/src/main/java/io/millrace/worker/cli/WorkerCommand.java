package io.millrace.worker.cli;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.wiring.RunningWorker;
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
    try (RunningWorker worker = RunningWorker.start(ConfigFile.ofThisProcess().read(config))) {
      OnTermination.run(worker::close);
      worker.awaitEnd();
      return worker.hasFailed() ? 1 : 0;
    }
  }
}
