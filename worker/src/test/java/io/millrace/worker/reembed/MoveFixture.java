package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.check.CheckReport;
import io.millrace.worker.check.CheckedSource;
import io.millrace.worker.check.IndexCheck;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.demo.DocumentWriter;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.usage.DailyUsage;
import io.millrace.worker.usage.UsageReport;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The topics of one move of the sample's documents; broker and registry are shared. */
final class MoveFixture {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SAMPLE = "/sample/documents.jsonl";
  private static final int PARTITIONS = 2;

  private final LocalCluster cluster;
  private final TestTopics topics;
  private final int number;
  private final Path folder;

  MoveFixture(LocalCluster cluster, int number, Path folder) throws Exception {
    this.cluster = cluster;
    this.topics = new TestTopics(cluster.bootstrapServers());
    this.number = number;
    this.folder = folder;
    topics.create(documentsTopic(), PARTITIONS);
  }

  String yaml(String model) {
    return """
    kafka: {bootstrap.servers: "%1$s"}
    registry: {schema.registry.url: "%2$s"}
    source: {topic: %3$s, textFields: [title, body]}
    vectors: {topic: vectors-%4$d}
    deadLetters: {topic: dead-letters-%4$d}
    streams: {applicationId: mover-%4$d, instanceId: test, stateDir: '%5$s', commitInterval: 100ms}
    %6$s
    """
        .formatted(
            cluster.bootstrapServers(),
            cluster.registryUrl(),
            documentsTopic(),
            number,
            folder.resolve("state"),
            model);
  }

  /**
   * @param model lines of the file that decide the space and the chunking
   */
  WorkerConfig config(String model) {
    return ConfigFile.ofThisProcess().parse(yaml(model));
  }

  /** As {@link #config(String)}, with vectors in another format than Avro. */
  WorkerConfig config(String model, String format) {
    return ConfigFile.ofThisProcess()
        .parse(yaml(model).replace("vectors: {", "vectors: {format: %s, ".formatted(format)));
  }

  private String documentsTopic() {
    return "documents-" + number;
  }

  void writeSample() throws IOException {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(getClass().getResourceAsStream(SAMPLE)),
                    StandardCharsets.UTF_8));
        DocumentWriter writer = new DocumentWriter(cluster.bootstrapServers(), documentsTopic())) {
      writer.writeLines(lines, SAMPLE);
    }
  }

  /** New documents, another text for each of them, and each third deleted. */
  void writeChanges(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      String id = "changing-" + i;
      topics.write(
          List.of(
              TestTopics.text(documentsTopic(), id, json("The first text of number " + i)),
              TestTopics.text(documentsTopic(), id, json("Another text of number " + i))));
      if (i % 3 == 0) {
        topics.write(List.of(TestTopics.text(documentsTopic(), id, null)));
      }
    }
  }

  private static String json(String body) {
    return "{\"title\": \"changing\", \"body\": \"%s\"}".formatted(body);
  }

  void awaitCaughtUp(WorkerConfig config) {
    try (StreamProgress progress = progress(config)) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(progress.backlog().lag()).isZero());
    }
  }

  StreamProgress progress(WorkerConfig config) {
    return new StreamProgress(
        cluster.bootstrapServers(), config.streams().applicationId(), documentsTopic());
  }

  /** Tokens of the documents, as they stand in the usage topic. */
  long usedTokens(WorkerConfig config) throws InterruptedException {
    return UsageReport.read(topics.committed(config.usage().topic()), LocalDate.MIN).days().stream()
        .filter(day -> day.name().equals(documentsTopic()))
        .mapToLong(DailyUsage::tokens)
        .sum();
  }

  /** Where the configured worker is moved to. */
  WorkerConfig moved(WorkerConfig config, EmbeddingEngine engine) {
    return Move.of(config, new Worker(config, engine).sources()).to();
  }

  /** Runs a move until it has caught up. */
  RecordedView moveOnce(WorkerConfig config, EmbeddingEngine engine, boolean force)
      throws InterruptedException {
    RecordedView view = new RecordedView();
    var options = new ReembedOptions(true, force, 100, 200_000, Optional.empty());
    Optional<RunningMove> started = new Reembed(config, engine, options, view).start();
    if (started.isPresent()) {
      try (RunningMove move = started.get()) {
        move.run();
      }
    }
    return view;
  }

  CheckReport check(WorkerConfig config, EmbeddingEngine engine) throws InterruptedException {
    VectorRecordDeserializer deserializer = new VectorRecordDeserializer();
    deserializer.configure(config.registry(), false);
    DocumentSource source = new Worker(config, engine).sources().getFirst();
    CheckedSource checked =
        new CheckedSource(
            source,
            topics.committed(source.topic()),
            topics.committed(source.vectors().name()),
            deserializer,
            false);
    return new IndexCheck(
            List.of(checked), Optional.of(topics.committed(config.deadLetters().topic())), 0)
        .run();
  }

  static EmbeddingEngine engine(WorkerConfig config) {
    return ConfiguredEngine.start(config);
  }
}
