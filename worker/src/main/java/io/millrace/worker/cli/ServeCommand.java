package io.millrace.worker.cli;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.wiring.RunningWorker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = {
      "Answers /v1/embeddings until it is stopped: the query side without Kafka.",
      "Usage is in its meters alone: a worker writes it to a topic, too."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A worker's configuration, YAML; default: the built-in model on port 8080, of 127.0.0.1 or,"
              + " if MILLRACE_KEYS holds keys, of all addresses.")
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
    WorkerConfig settings = ConfigFile.ofThisProcess().readOrDefaults(config);
    if (!settings.http().enabled()) {
      throw new ConfigException("http.enabled is false: there is nothing to serve");
    }
    if (settings.http().keys().areConfigured()) {
      LOG.info("what keys use is in the meters alone: serve writes no topic of usage");
    }
    return settings;
  }
}
