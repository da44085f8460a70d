package io.millrace.worker.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
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
      description = "One of the configured sources, to check it alone.")
  private @Nullable String source;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The documents of the one source that is checked; else as configured.")
  private @Nullable String topic;

  @Option(
      names = "--text-fields",
      split = ",",
      paramLabel = "FIELD",
      description =
          "Fields of a JSON value that make the text, one below the other; without it as configured.")
  private List<String> textFields = List.of();

  @Option(
      names = "--vectors",
      paramLabel = "TOPIC",
      description = "The vectors of all sources that are checked; else as configured.")
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
      throw wrong("--recompute is %d, must not be negative".formatted(recompute));
    }
    WorkerConfig settings = settings();
    CheckReport report = run(settings, chosen(settings));
    if (json) {
      spec.commandLine().getOut().println(new JsonMapper().writeValueAsString(report));
    } else {
      print(report, spec.commandLine().getOut());
    }
    return report.isClean() ? 0 : 1;
  }

  private WorkerConfig settings() {
    WorkerConfig settings = ConfigFile.ofThisProcess().readOrDefaults(config);
    return textFields.isEmpty() ? settings : settings.withTextFields(textFields);
  }

  /** The sources to check; an option that names one topic does not stand for several. */
  private List<PipelineConfig> chosen(WorkerConfig settings) {
    List<PipelineConfig> chosen =
        source == null ? settings.pipelines() : List.of(named(settings, source));
    if (topic != null && chosen.size() > 1) {
      throw wrong(
          "--topic names one topic, but %d sources are read: name one with --source"
              .formatted(chosen.size()));
    }
    long vectorsTopics = chosen.stream().map(one -> one.vectors().topic()).distinct().count();
    if (vectors != null && vectorsTopics > 1) {
      throw wrong(
          "--vectors names one topic, but the sources write to %d: name one with --source"
              .formatted(vectorsTopics));
    }
    return chosen;
  }

  private PipelineConfig named(WorkerConfig settings, String name) {
    if (settings.sources().isEmpty()) {
      throw wrong("--source: no sources are configured; --topic names the documents");
    }
    return Optional.ofNullable(settings.sources().get(name))
        .orElseThrow(() ->
            wrong(
                "--source: there is no source \"%s\"; there are %s"
                    .formatted(name, settings.sources().keySet())));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private CheckReport run(WorkerConfig settings, List<PipelineConfig> chosen)
      throws InterruptedException {
    Map<String, String> registry = with(settings.registry(), "schema.registry.url", registryUrl);
    Map<String, String> client = with(settings.kafka(), "bootstrap.servers", bootstrapServers);
    try (EmbeddingEngine engine = ConfiguredEngine.start(settings)) {
      Map<String, DocumentSource> sources =
          new Worker(settings.toBuilder().registry(registry).build(), engine)
              .sources().stream()
                  .collect(Collectors.toMap(DocumentSource::name, Function.identity()));
      Set<String> writtenByOthers = vectorsTopicsOfOthers(settings, chosen);
      List<CheckedSource> checked = new ArrayList<>();
      for (PipelineConfig one : chosen) {
        checked.add(
            new CheckedSource(
                requireNonNull(sources.get(one.name())),
                new CommittedTopic(client, or(topic, one.source().topic())),
                new CommittedTopic(client, or(vectors, one.vectors().topic())),
                WrittenVectors.reader(one.vectors(), registry),
                writtenByOthers.contains(one.vectors().topic())));
      }
      return new IndexCheck(
              checked,
              deadLetters(settings).map(name -> new CommittedTopic(client, name)),
              recompute)
          .run();
    }
  }

  private static Set<String> vectorsTopicsOfOthers(
      WorkerConfig settings, List<PipelineConfig> chosen) {
    return settings.pipelines().stream()
        .filter(one -> !chosen.contains(one))
        .map(one -> one.vectors().topic())
        .collect(Collectors.toSet());
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
