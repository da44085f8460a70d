package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.Main;
import io.millrace.worker.check.CheckReport;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.wiring.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moves between spaces of the built-in model, over a real broker and registry. */
@Timeout(300)
class ReembedIT {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String OLD = "model: {dimensions: 384}";
  private static final String SHORTER = "model: {dimensions: 256}";
  private static final String OTHER_CHUNKS =
      "chunks: {maxTokens: 48, overlapTokens: 0}\nmodel: {dimensions: 384}";
  private static LocalCluster cluster;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private MoveFixture fixture;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    fixture = new MoveFixture(cluster, COUNT.incrementAndGet(), folder);
    fixture.writeSample();
  }

  @Test
  void everyLiveDocumentIsMovedWhileDocumentsChangeAndTheOldWorkerGoesOn() throws Exception {
    WorkerConfig old = fixture.config(OLD);
    WorkerConfig config = fixture.config(SHORTER);
    try (EmbeddingEngine oldEngine = MoveFixture.engine(old);
        EmbeddingEngine engine = MoveFixture.engine(config)) {
      RecordedView first;
      RecordedView second;
      try (EmbeddingStream _ = new Worker(old, oldEngine).start()) {
        fixture.awaitCaughtUp(old);
        try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
          Future<?> changes =
              background.submit(() -> {
                fixture.writeChanges(0, 60);
                return null;
              });

          first = fixture.moveOnce(config, engine, false);

          changes.get();
        }
        fixture.awaitCaughtUp(old);
        second = fixture.moveOnce(config, engine, false);
      }

      assertThat(caughtUp(first).comparisons()).hasSize(1);
      assertThat(compared(second).missingInNew()).isZero();
      assertThat(compared(second).onlyInNew()).isZero();
      assertThat(overlap(second)).isBetween(0.5, 1.0);
      assertClean(fixture.check(fixture.moved(config, engine), engine));
      assertClean(fixture.check(old, oldEngine));
    }
  }

  @Test
  void otherChunksOfTheSameModelFindTheSameDocuments() throws Exception {
    WorkerConfig old = fixture.config(OLD);
    WorkerConfig config = fixture.config(OTHER_CHUNKS);
    try (EmbeddingEngine engine = MoveFixture.engine(config)) {
      embed(old, engine);

      RecordedView view = fixture.moveOnce(config, engine, false);

      assertThat(compared(view).missingInNew()).isZero();
      assertThat(overlap(view)).isBetween(0.5, 1.0);
      assertClean(fixture.check(fixture.moved(config, engine), engine));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "qdrant"})
  void vectorsWithoutASchemaAreComparedToo(String format) throws Exception {
    WorkerConfig old = fixture.config(OLD, format);
    WorkerConfig config = fixture.config(SHORTER, format);
    try (EmbeddingEngine oldEngine = MoveFixture.engine(old);
        EmbeddingEngine engine = MoveFixture.engine(config)) {
      embed(old, oldEngine);

      RecordedView view = fixture.moveOnce(config, engine, false);

      assertThat(compared(view).oldDocuments()).isGreaterThan(200);
      assertThat(compared(view).missingInNew()).isZero();
      assertThat(compared(view).onlyInNew()).isZero();
      assertThat(overlap(view)).isBetween(0.5, 1.0);
    }
  }

  @Test
  void whereNothingDiffersThereIsNothingToMove() throws Exception {
    WorkerConfig config = fixture.config(OLD);
    try (EmbeddingEngine engine = MoveFixture.engine(config)) {
      embed(config, engine);

      assertThat(fixture.moveOnce(config, engine, false).outcomes())
          .singleElement()
          .isInstanceOf(MoveOutcome.NothingToMove.class);
      // Batches differ from run to run, and so do the last bits of a vector.
      assertThat(overlap(fixture.moveOnce(config, engine, true))).isGreaterThan(0.99);
    }
  }

  @Test
  void aKilledMoveGoesOnWhereItWas() throws Exception {
    WorkerConfig config = fixture.config(SHORTER);
    Path file = Files.writeString(folder.resolve("new.yaml"), fixture.yaml(SHORTER));
    fixture.writeChanges(0, 200);
    try (EmbeddingEngine engine = MoveFixture.engine(config)) {
      WorkerConfig moved = fixture.moved(config, engine);
      Process process = start(file);
      try (StreamProgress progress = fixture.progress(moved)) {
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> progress.committed() > 0 || !process.isAlive());
        process.destroyForcibly().waitFor();
        assertThat(progress.backlog().lag()).isPositive();
      } finally {
        process.destroyForcibly();
      }

      Process again = start(file);

      assertThat(again.waitFor()).isZero();
      List<JsonNode> lines = lines();
      assertThat(lines.getFirst().get("event").asText()).isEqualTo("progress");
      assertThat(lines.getFirst().get("done").asLong()).isPositive();
      assertThat(lines.getLast().get("event").asText()).isEqualTo("caught-up");
      assertThat(lines.getLast().get("comparisons").get(0).get("reason").asText())
          .startsWith("there is no topic ");
      assertClean(fixture.check(moved, engine));
    }
  }

  @Test
  void aMoveThatIsNotOnlyOnceGoesOnAsAWorker() throws Exception {
    WorkerConfig config = fixture.config(SHORTER);
    RecordedView view = new RecordedView();
    var options = new ReembedOptions(false, false, 10, 1000, Optional.empty());
    try (EmbeddingEngine engine = MoveFixture.engine(config);
        ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
        RunningMove move = new Reembed(config, engine, options, view).start().orElseThrow()) {
      WorkerConfig moved = fixture.moved(config, engine);
      Future<MoveOutcome> ended = background.submit(move::run);
      await().atMost(Duration.ofMinutes(2)).until(() -> !view.outcomes().isEmpty());

      fixture.writeChanges(0, 10);
      fixture.awaitCaughtUp(moved);
      background.submit(move::close).get();

      assertThat(ended.get().succeeded()).isTrue();
      assertThat(view.outcomes()).hasSize(1);
      assertThat(fixture.usedTokens(moved)).isPositive();
      assertClean(fixture.check(moved, engine));
    }
  }

  private void embed(WorkerConfig config, EmbeddingEngine engine) {
    try (EmbeddingStream _ = new Worker(config, engine).start()) {
      fixture.awaitCaughtUp(config);
    }
  }

  private Process start(Path config) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                Main.class.getName(),
                "reembed",
                "--once",
                "--json",
                "--config",
                config.toString())
            .redirectError(folder.resolve("reembed.log").toFile())
            .redirectOutput(folder.resolve("reembed.json").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  private List<JsonNode> lines() throws IOException {
    JsonMapper mapper = new JsonMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("reembed.json"))) {
      lines.add(mapper.readTree(line));
    }
    return lines;
  }

  private static MoveOutcome.CaughtUp caughtUp(RecordedView view) {
    assertThat(view.outcomes()).singleElement().isInstanceOf(MoveOutcome.CaughtUp.class);
    return (MoveOutcome.CaughtUp) view.outcomes().getFirst();
  }

  private static Comparison.Compared compared(RecordedView view) {
    Comparison comparison = caughtUp(view).comparisons().getFirst();
    assertThat(comparison).isInstanceOf(Comparison.Compared.class);
    return (Comparison.Compared) comparison;
  }

  private static double overlap(RecordedView view) {
    Overlap overlap = compared(view).overlap();
    assertThat(overlap).isNotNull();
    return overlap == null ? 0 : overlap.mean();
  }

  private static void assertClean(CheckReport report) {
    assertThat(report.findings()).isEmpty();
    assertThat(report.documents()).isGreaterThan(200);
  }
}
