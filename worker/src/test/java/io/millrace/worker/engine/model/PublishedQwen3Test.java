package io.millrace.worker.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishedQwen3Test {
  private static final String SHAPE = "{\"hidden_size\": 1024, \"num_hidden_layers\": 28}";

  @Test
  void folderOfAPublishedNameIsHeldToItsSimilaritiesWhateverElseItSays() {
    assertThat(similarities(SHAPE, "models/Qwen3-Embedding-0.6B", true))
        .hasValueSatisfying(golden -> assertThat(golden.isCertain()).isTrue());
    assertThat(similarities(SHAPE, "models--Qwen--Qwen3-Embedding-0.6B/snapshots/c5", false))
        .hasValueSatisfying(golden -> assertThat(golden.isCertain()).isTrue());
  }

  /** As published weights are that somebody has put elsewhere. */
  @Test
  void folderOfAPublishedShapeIsHeldToItsSimilaritiesUnlessItSaysWhatElseItMakes() {
    assertThat(similarities(SHAPE, "models/qwen", false))
        .hasValueSatisfying(golden -> assertThat(golden.isCertain()).isFalse());
    assertThat(similarities(SHAPE, "models/qwen", true)).isEmpty();
  }

  @Test
  void otherShapesHaveNoSimilarities() {
    String tiny = "{\"hidden_size\": 64, \"num_hidden_layers\": 2}";

    assertThat(similarities(tiny, "models/Qwen3-Embedding-0.6B", false)).isEmpty();
  }

  private static Optional<GoldenSimilarities> similarities(
      String config, String folder, boolean hasGolden) {
    return PublishedQwen3.similarities(
        JsonFile.parse("config.json", config), Path.of(folder), hasGolden);
  }
}
