package io.millrace.worker.cli;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.wiring.RunningWorker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = "Answers /v1/embeddings until it is stopped: the query side without Kafka.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A worker's configuration, YAML; default: the built-in model on 127.0.0.1:8080.")
  private @Nullable Path config;

  @Override
  public Integer call() throws InterruptedException {
    try (RunningWorker worker = RunningWorker.serve(settings())) {
      OnTermination.run(worker::close);
      worker.awaitEnd();
      return worker.hasFailed() ? 1 : 0;
    }
  }

  private WorkerConfig settings() {
    ConfigFile files = ConfigFile.ofThisProcess();
    WorkerConfig settings = config == null ? files.defaults() : files.read(config);
    if (!settings.http().enabled()) {
      throw new ConfigException("http.enabled is false: there is nothing to serve");
    }
    return settings;
  }
}
