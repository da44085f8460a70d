package io.millrace.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.check.CheckReport;
import io.millrace.worker.check.CheckedSource;
import io.millrace.worker.check.IndexCheck;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.PipelineConfig;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Worker;
import io.millrace.worker.wiring.WrittenVectors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "One of the configured sources, to check it alone; without any, the topic of documents.")
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

  @Option(
      names = "--recompute",
      defaultValue = "0",
      paramLabel = "N",
      description = "Embed so many chunks of each vectors topic anew and compare the vectors.")
  private int recompute;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException, InterruptedException {
    if (recompute < 0) {
      throw new ParameterException(
          spec.commandLine(), "--recompute is %d, must not be negative".formatted(recompute));
    }
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

  private CheckReport run(WorkerConfig settings) throws InterruptedException {
    Map<String, String> registry = with(settings.registry(), "schema.registry.url", registryUrl);
    Map<String, String> client = with(settings.kafka(), "bootstrap.servers", bootstrapServers);
    try (EmbeddingEngine engine = ConfiguredEngine.start(settings)) {
      List<DocumentSource> all =
          new Worker(settings.toBuilder().registry(registry).build(), engine).sources();
      List<DocumentSource> chosen = chosen(settings, all);
      Map<String, Deserializer<VectorRecord>> values = values(settings, registry);
      return new IndexCheck(
              chosen.stream()
                  .map(one ->
                      checked(
                          one, all, chosen, client, Objects.requireNonNull(values.get(one.name()))))
                  .toList(),
              deadLetters(settings).map(topic -> new CommittedTopic(client, topic)),
              recompute)
          .run();
    }
  }

  /** What reads the vectors of each source. */
  private static Map<String, Deserializer<VectorRecord>> values(
      WorkerConfig settings, Map<String, String> registry) {
    Map<String, Deserializer<VectorRecord>> values = new HashMap<>();
    for (PipelineConfig pipeline : settings.pipelines()) {
      values.put(pipeline.name(), WrittenVectors.reader(pipeline.vectors(), registry));
    }
    return values;
  }

  private List<DocumentSource> chosen(WorkerConfig settings, List<DocumentSource> all) {
    if (source == null || settings.sources().isEmpty()) {
      return all;
    }
    List<DocumentSource> named = all.stream().filter(one -> one.name().equals(source)).toList();
    if (named.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--source: there is no source \"%s\"; there are %s"
              .formatted(source, all.stream().map(DocumentSource::name).toList()));
    }
    return named;
  }

  private CheckedSource checked(
      DocumentSource one,
      List<DocumentSource> all,
      List<DocumentSource> chosen,
      Map<String, String> client,
      Deserializer<VectorRecord> values) {
    boolean withOthers =
        all.stream()
            .filter(other -> !chosen.contains(other))
            .anyMatch(other -> other.vectors().name().equals(one.vectors().name()));
    boolean alone = all.size() == 1;
    return new CheckedSource(
        one,
        new CommittedTopic(client, alone ? or(source, one.topic()) : one.topic()),
        new CommittedTopic(client, or(vectors, one.vectors().name())),
        values,
        withOthers);
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
        "%d live documents, %d live vectors, %d rejected, %d outdated, %d dead letters, %d recomputed%n",
        report.documents(),
        report.chunks(),
        report.rejected(),
        report.outdated(),
        report.deadLetters(),
        report.recomputed());
    report.counts().forEach((kind, count) -> out.printf("%s: %d%n", kind, count));
    report.findings().forEach(finding -> out.printf("  %s %s%n", finding.kind(), finding.where()));
    out.println(report.isClean() ? "clean" : "not clean");
  }
}
