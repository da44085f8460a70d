package io.millrace.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.local.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomCheckpointTest {
  @TempDir Path folder;

  @Test
  void engineMakesUnitVectorsOfIt() throws Exception {
    try (EmbeddingEngine engine =
        EmbeddingEngine.start(
            TinyCheckpoint.settings(Optional.empty()),
            ModelSource.folder(TinyCheckpoint.in(folder)))) {
      float[] text = vector(engine, EmbeddingRequest.document("Zwölf Boxkämpfer", Lane.ONLINE));
      float[] ids = vector(engine, new EmbeddingRequest(new Tokens(new int[] {299}), Lane.ONLINE));

      assertThat(length(text)).isCloseTo(1, within(1e-5));
      assertThat(length(ids)).isCloseTo(1, within(1e-5));
      assertThat(text).isNotEqualTo(ids);
    }
  }

  @Test
  void everyByteIsATokenAndTheEndComesAfterThem() {
    try (EmbeddingEngine engine =
        EmbeddingEngine.start(
            TinyCheckpoint.settings(Optional.empty()),
            ModelSource.folder(TinyCheckpoint.in(folder)))) {
      assertThat(engine.countTokens("Zwölf \u0000\u00ad\u007f")).isEqualTo(11 + 1);
    }
  }

  @Test
  void theSameSeedMakesTheSameWeights() throws IOException {
    RandomWeights weights = new RandomWeights(TinyCheckpoint.SHAPE);
    weights.write(folder.resolve("one"), 7);
    weights.write(folder.resolve("same"), 7);
    weights.write(folder.resolve("other"), 8);

    assertThat(folder.resolve("same")).hasSameBinaryContentAs(folder.resolve("one"));
    assertThat(Files.mismatch(folder.resolve("one"), folder.resolve("other"))).isPositive();
    assertThat(folder.resolve("one")).hasSize(weights.sizeBytes());
  }

  @Test
  void numbersGoOnWhereABlockEnds() throws IOException {
    Qwen3Shape wide = new Qwen3Shape("wide", 1024, 1, 1, 1, 32, 32, 2100, true);
    Path model = new RandomCheckpoint(wide).in(folder);
    var table = Checkpoint.open(model).require("embed_tokens.weight", 2100, 1024);
    byte[] file = Files.readAllBytes(model.resolve("model.safetensors"));
    int start = (int) table.offsetBytes();
    int block = 2 * 1_048_583;

    for (int i = 0; i < 64; i++) {
      assertThat(file[start + block + i]).isEqualTo(file[start + i]);
    }
  }

  @Test
  void whatIsThereIsTakenAgainButNotAPartOfIt() throws IOException {
    Path weights = TinyCheckpoint.in(folder).resolve("model.safetensors");
    FileTime longAgo = FileTime.fromMillis(0);
    Files.setLastModifiedTime(weights, longAgo);

    TinyCheckpoint.in(folder);
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(longAgo);

    Files.write(weights, new byte[10]);
    TinyCheckpoint.in(folder);
    assertThat(weights).hasSize(new RandomWeights(TinyCheckpoint.SHAPE).sizeBytes());
  }

  @Test
  void publishedShapesHaveTheSizesOfTheirModels() {
    assertThat(new RandomWeights(Qwen3Shape.published("0.6B")).sizeBytes())
        .isBetween(1_191_000_000L, 1_192_000_000L);
    assertThat(new RandomWeights(Qwen3Shape.published("4b")).sizeBytes())
        .isBetween(8_043_000_000L, 8_044_000_000L);
    assertThat(new RandomWeights(Qwen3Shape.published("8B")).sizeBytes())
        .isBetween(15_134_000_000L, 15_136_000_000L);
    assertThatThrownBy(() -> Qwen3Shape.published("2B"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no shape 2B, only 0.6B, 4B, 8B");
  }

  private static float[] vector(EmbeddingEngine engine, EmbeddingRequest request) throws Exception {
    return ((Embedded) engine.submit(request).get()).vector();
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float number : vector) {
      squares += number * number;
    }
    return Math.sqrt(squares);
  }
}
