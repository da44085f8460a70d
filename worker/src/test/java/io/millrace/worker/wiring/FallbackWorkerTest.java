package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names and memory of a fallback's worker. */
class FallbackWorkerTest {
  private static final VectorSpace SPACE =
      new VectorSpace("acme/small", "r1", "mean", "", 384, true);
  private static final String SPACE_NAME = SPACE.fingerprint();

  @Test
  void namesStayWhenSourcesComeOrChange() {
    WorkerConfig one = beside("sources: {articles: {vectors: {topic: v-articles}}}", SPACE);
    WorkerConfig two =
        beside(
            """
            sources:
              articles: {vectors: {topic: v-articles}, chunks: {maxTokens: 64}}
              tickets: {vectors: {topic: v-tickets}}
            """,
            SPACE);

    assertThat(two.streams().applicationId())
        .isEqualTo("millrace-" + SPACE_NAME)
        .isEqualTo(one.streams().applicationId());
    assertThat(two.deadLetters()).isEqualTo(one.deadLetters());
    assertThat(vectorsTopics(two))
        .containsEntry("articles", "v-articles." + SPACE_NAME)
        .containsEntry("tickets", "v-tickets." + SPACE_NAME);
    assertThat(vectorsTopics(one)).containsEntry("articles", "v-articles." + SPACE_NAME);
  }

  @Test
  void anotherSpaceHasOtherNames() {
    assertThat(beside("", SPACE.withDimensions(128)).streams().applicationId())
        .isNotEqualTo(beside("", SPACE).streams().applicationId());
  }

  @Test
  void eachOfTheTwoHasHalfOfTheCache() {
    WorkerConfig config = parse("reuse: {cacheSize: 64MiB}");

    assertThat(FallbackWorker.withHalfTheCache(config).reuse().cacheSize().bytes())
        .isEqualTo(32 << 20);
    assertThat(FallbackWorker.beside(config, SPACE).reuse().cacheSize().bytes())
        .isEqualTo(32 << 20);
  }

  private static Map<String, String> vectorsTopics(WorkerConfig config) {
    return config.sources().entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, source -> source.getValue().vectors().topic()));
  }

  private static WorkerConfig beside(String yaml, VectorSpace space) {
    return FallbackWorker.beside(parse(yaml), space);
  }

  private static WorkerConfig parse(String yaml) {
    return ConfigFile.ofThisProcess().parse(yaml);
  }
}
