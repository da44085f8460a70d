package io.millrace.worker.cli;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.demo.DocumentWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "produce",
    description = {
      "Writes documents to a topic: one with --key and a text,",
      "or a line each from stdin as {\"key\": ..., \"value\": ...}."
    },
    mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {
  @Option(
      names = "--bootstrap",
      defaultValue = "localhost:9092",
      paramLabel = "HOST:PORT",
      description = "The brokers; default ${DEFAULT-VALUE}.")
  private String bootstrapServers;

  @Option(names = "--topic", description = "The topic; default: that of source.topic.")
  private @Nullable String topic;

  @Option(names = "--key", description = "The document's id.")
  private String key = "";

  @Option(names = "--delete", description = "Delete the document --key.")
  private boolean delete;

  @Parameters(paramLabel = "TEXT", description = "The document --key, words joined by spaces.")
  private List<String> text = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireMeaning();
    try (DocumentWriter writer = new DocumentWriter(bootstrapServers, topic())) {
      if (key.isEmpty()) {
        writer.writeLines(
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), "stdin");
      } else {
        writer.write(key, delete ? null : String.join(" ", text));
      }
    }
    return 0;
  }

  private String topic() {
    return topic == null ? ConfigFile.ofThisProcess().defaults().source().topic() : topic;
  }

  private void requireMeaning() {
    boolean one = delete || !text.isEmpty();
    if (one == key.isEmpty() || (delete && !text.isEmpty())) {
      throw new ParameterException(
          spec.commandLine(),
          "name --key with a text, --key with --delete, or neither and use stdin");
    }
  }
}
