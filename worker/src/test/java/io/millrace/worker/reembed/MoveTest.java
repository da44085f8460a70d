package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.PipelineConfig;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.wiring.Worker;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoveTest {
  private static final String TWO_SOURCES =
      """
      chunks: {overlapTokens: 0}
      sources:
        articles: {idPrefix: a/, vectors: {topic: index}}
        tickets: {idPrefix: t/, vectors: {topic: index}, lane: stream}
      """;

  @Test
  void everythingThatIsWrittenHasANameOfItsOwn() {
    Move move = move("chunks: {overlapTokens: 0}", new CountingEmbedder("a"));

    assertThat(move.applicationId()).isEqualTo("millrace-" + move.fingerprint());
    assertThat(move.to().deadLetters().topic()).isEqualTo("dead-letters." + move.fingerprint());
    assertThat(move.to().pipelines())
        .singleElement()
        .satisfies(pipeline ->
            assertThat(pipeline.vectors().topic()).isEqualTo("vectors." + move.fingerprint()));
  }

  @Test
  void theSourceKeepsItsNameAndWaitsBehindOthers() {
    Move move = move("chunks: {overlapTokens: 0}", new CountingEmbedder("a"));

    assertThat(move.to().pipelines())
        .singleElement()
        .satisfies(pipeline -> {
          assertThat(pipeline.name()).isEqualTo(move.from().pipelines().getFirst().name());
          assertThat(pipeline.source()).isEqualTo(move.from().source());
          assertThat(pipeline.lane()).isEqualTo(Lane.BACKFILL);
        });
  }

  @Test
  void anotherModelIsAnotherMove() {
    String yaml = "chunks: {overlapTokens: 0}";

    assertThat(move(yaml, new CountingEmbedder("a")))
        .isEqualTo(move(yaml, new CountingEmbedder("a")));
    assertThat(move(yaml, new CountingEmbedder("a")).fingerprint())
        .isNotEqualTo(move(yaml, new CountingEmbedder("b")).fingerprint());
  }

  @Test
  void otherChunksAreAnotherMove() {
    assertThat(move("chunks: {overlapTokens: 0}", new CountingEmbedder("a")).fingerprint())
        .isNotEqualTo(move("chunks: {overlapTokens: 1}", new CountingEmbedder("a")).fingerprint());
  }

  @Test
  void theFingerprintOfOneSourceIsItsOwn() {
    WorkerConfig config = config("chunks: {overlapTokens: 0}");
    List<DocumentSource> sources = new Worker(config, new CountingEmbedder("a")).sources();

    assertThat(Move.of(config, sources).fingerprint()).isEqualTo(sources.getFirst().fingerprint());
  }

  @Test
  void sourcesOfOneIndexMoveIntoOneIndex() {
    Move move = move(TWO_SOURCES, new CountingEmbedder("a"));

    assertThat(move.vectorsTopics()).containsOnlyKeys("index");
    assertThat(move.to().pipelines())
        .extracting(PipelineConfig::name)
        .containsExactly("articles", "tickets");
    assertThat(move.to().pipelines())
        .allSatisfy(pipeline -> {
          assertThat(pipeline.vectors().topic()).isEqualTo("index." + move.fingerprint());
          assertThat(pipeline.lane()).isEqualTo(Lane.BACKFILL);
        });
    assertThat(move.sourceTopics()).containsExactlyInAnyOrder("articles", "tickets");
  }

  private static Move move(String yaml, Embedder embedder) {
    WorkerConfig config = config(yaml);
    return Move.of(config, new Worker(config, embedder).sources());
  }

  private static WorkerConfig config(String yaml) {
    return ConfigFile.ofThisProcess().parse(yaml);
  }
}
