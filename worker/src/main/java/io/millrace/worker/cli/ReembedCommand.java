package io.millrace.worker.cli;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.reembed.MoveView;
import io.millrace.worker.reembed.MoveViews;
import io.millrace.worker.reembed.Reembed;
import io.millrace.worker.reembed.ReembedOptions;
import io.millrace.worker.reembed.RunningMove;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "reembed",
    description = {
      "Moves to another model, prompt, length of vectors or chunking, beside the worker that runs:",
      "reads the sources from the beginning into a vectors topic of its own and says when it has",
      "caught up and how alike both spaces are. Started again, it goes on where it stopped."
    },
    mixinStandardHelpOptions = true)
final class ReembedCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The running worker's configuration with what is to be new.")
  private Path config;

  @Option(
      names = "--once",
      description = "End when caught up; else go on as a worker until stopped.")
  private boolean once;

  @Option(names = "--force", description = "Move although nothing differs.")
  private boolean force;

  @Option(
      names = "--sample",
      defaultValue = "100",
      paramLabel = "N",
      description = "Chunks to compare both spaces by; default ${DEFAULT-VALUE}.")
  private int sample;

  @Option(
      names = "--max-vectors",
      defaultValue = "200000",
      paramLabel = "N",
      description =
          "Most vectors of a topic to hold for that, else those of a sample of the documents; default ${DEFAULT-VALUE}.")
  private int maxVectors;

  @Option(
      names = "--old-vectors",
      paramLabel = "TOPIC",
      description = "The vectors to compare with; default: the configured topic.")
  private @Nullable String oldVectors;

  @Option(names = "--json", description = "Print progress and outcome as a JSON object a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ReembedOptions options =
        new ReembedOptions(once, force, sample, maxVectors, Optional.ofNullable(oldVectors));
    WorkerConfig settings = ConfigFile.ofThisProcess().read(config);
    try (EmbeddingEngine engine = ConfiguredEngine.start(settings);
        MoveView view = view()) {
      Optional<RunningMove> started = new Reembed(settings, engine, options, view).start();
      return started.isPresent() ? run(started.get()) : 0;
    }
  }

  private static int run(RunningMove started) throws InterruptedException {
    try (RunningMove move = started) {
      OnTermination.run(move::close);
      return move.run().succeeded() ? 0 : 1;
    }
  }

  private MoveView view() {
    CommandLine command = spec.commandLine();
    return json
        ? MoveViews.json(command.getOut(), command.getErr())
        : MoveViews.forPeople(command.getOut());
  }
}
