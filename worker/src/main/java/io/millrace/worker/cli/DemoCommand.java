package io.millrace.worker.cli;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.demo.DemoInput;
import io.millrace.worker.demo.DemoSession;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "Runs the whole way on this machine: broker, registry, worker, sample, searches.",
      "Needs nothing but this program."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--once", description = "End after the summary.")
  private boolean once;

  @Option(names = "--json", description = "Print the summary as one JSON object, last on stdout.")
  private boolean json;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "Own documents, a line each: {\"key\": ..., \"value\": ...}; value null deletes.")
  private @Nullable Path input;

  @Option(
      names = "--text-fields",
      split = ",",
      paramLabel = "FIELD",
      description =
          "Fields of a JSON value that make the text; default title,body for the sample, text for --input.")
  private List<String> textFields = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (EmbeddingEngine engine = ConfiguredEngine.start(ConfigFile.ofThisProcess().defaults())) {
      return new DemoSession(engine, new DemoInput(Optional.ofNullable(input), textFields()))
          .run(once, json);
    }
  }

  private List<String> textFields() {
    if (!textFields.isEmpty()) {
      return textFields;
    }
    return input == null ? List.of("title", "body") : List.of("text");
  }
}
