package io.millrace.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.check.CheckReport;
import io.millrace.worker.check.IndexCheck;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Worker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = {
      "Says whether every live document has exactly its chunks among the vectors.",
      "For a stream that has caught up. Exit code 1 when something is wrong."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The worker's configuration: how documents are read and split, and all names.")
  private @Nullable Path config;

  @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "The brokers.")
  private @Nullable String bootstrapServers;

  @Option(names = "--registry", paramLabel = "URL", description = "The schema registry.")
  private @Nullable String registryUrl;

  @Option(names = "--source", paramLabel = "TOPIC", description = "The documents.")
  private @Nullable String source;

  @Option(
      names = "--text-fields",
      split = ",",
      paramLabel = "FIELD",
      description =
          "Fields of a JSON value that make the text, one below the other; without it as configured.")
  private List<String> textFields = List.of();

  @Option(names = "--vectors", paramLabel = "TOPIC", description = "The vectors.")
  private @Nullable String vectors;

  @Option(
      names = "--dead-letters",
      paramLabel = "TOPIC",
      description =
          "The dead letters; with --config its own. Without them, refused texts show up as stale.")
  private @Nullable String deadLetters;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    CheckReport report = run(settings());
    if (json) {
      spec.commandLine().getOut().println(new JsonMapper().writeValueAsString(report));
    } else {
      print(report, spec.commandLine().getOut());
    }
    return report.isClean() ? 0 : 1;
  }

  private WorkerConfig settings() {
    WorkerConfig settings =
        config == null
            ? ConfigFile.ofThisProcess().defaults()
            : ConfigFile.ofThisProcess().read(config);
    return textFields.isEmpty() ? settings : settings.withTextFields(textFields);
  }

  private CheckReport run(WorkerConfig settings) {
    Map<String, String> registry = with(settings.registry(), "schema.registry.url", registryUrl);
    Map<String, String> client = with(settings.kafka(), "bootstrap.servers", bootstrapServers);
    VectorRecordDeserializer deserializer = new VectorRecordDeserializer();
    deserializer.configure(registry, false);
    try (EmbeddingEngine engine = ConfiguredEngine.start(settings)) {
      DocumentSource documents =
          new Worker(settings.withRegistry(registry), engine).sources().getFirst();
      return new IndexCheck(
              new CommittedTopic(client, or(source, settings.source().topic())),
              new CommittedTopic(client, or(vectors, settings.vectors().topic())),
              deadLetters(settings).map(topic -> new CommittedTopic(client, topic)))
          .run(documents.parser(), documents.splitter(), deserializer);
    }
  }

  private Optional<String> deadLetters(WorkerConfig settings) {
    if (deadLetters != null) {
      return Optional.of(deadLetters);
    }
    return config == null ? Optional.empty() : Optional.of(settings.deadLetters().topic());
  }

  private static String or(@Nullable String given, String configured) {
    return given == null ? configured : given;
  }

  private static Map<String, String> with(
      Map<String, String> properties, String key, @Nullable String value) {
    Map<String, String> all = new HashMap<>(properties);
    if (value != null) {
      all.put(key, value);
    }
    return all;
  }

  private static void print(CheckReport report, PrintWriter out) {
    out.printf(
        "%d live documents, %d live vectors, %d rejected, %d dead letters%n",
        report.documents(), report.chunks(), report.rejected(), report.deadLetters());
    report.counts().forEach((kind, count) -> out.printf("%s: %d%n", kind, count));
    report.findings().forEach(finding -> out.printf("  %s %s%n", finding.kind(), finding.where()));
    out.println(report.isClean() ? "clean" : "not clean");
  }
}
