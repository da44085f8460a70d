package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model folders made of the built-in model's files. */
class GoldenCheckTest {
  @TempDir private static Path shared;
  @TempDir private Path folder;

  @BeforeAll
  static void unpackTheWeights() throws IOException {
    TestModels.copy("/all-minilm-l6-v2.onnx", shared.resolve("model.onnx"));
  }

  @Test
  void cutVectorsReproduceTheCutReference() throws IOException, InterruptedException {
    ModelSource source = folder("pooling_mode_mean_tokens");
    TestModels.copy(TestModels.GOLDEN, folder.resolve("golden.json"));

    float[] vector = embed(source, OptionalInt.of(64));

    assertThat(vector).hasSize(64);
    assertThat(Vectors.isUnit(vector)).isTrue();
  }

  @Test
  void wrongPoolingKeepsTheEngineFromStarting() throws IOException {
    ModelSource source = folder("pooling_mode_cls_token");
    TestModels.copy(TestModels.GOLDEN, folder.resolve("golden.json"));

    assertThatThrownBy(() -> embed(source, OptionalInt.empty()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("golden text 0 run alone has cosine");
  }

  @Test
  void tamperedGoldenVectorKeepsTheEngineFromStarting() throws IOException {
    ModelSource source = folder("pooling_mode_mean_tokens");
    Path golden = folder.resolve("golden.json");
    TestModels.copy(TestModels.GOLDEN, golden);
    Files.writeString(golden, Files.readString(golden).replace("[0.043934,", "[0.943934,"));

    assertThatThrownBy(() -> embed(source, OptionalInt.empty()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("golden text 1 run alone has cosine");
  }

  @Test
  void folderWithoutGoldenTextsStartsAndPoolsAsItSays() throws IOException, InterruptedException {
    float[] cls = embed(folder("pooling_mode_cls_token"), OptionalInt.empty());
    float[] mean = embed(ModelSource.builtIn(), OptionalInt.empty());

    assertThat(Vectors.isUnit(cls)).isTrue();
    assertThat(Vectors.cosine(cls, mean, cls.length)).isLessThan(0.999);
  }

  @Test
  void promptIsPutInFrontOfTheText() throws IOException, InterruptedException {
    ModelSource source = folder("pooling_mode_mean_tokens");
    TestModels.write(
        folder.resolve("config_sentence_transformers.json"),
        "{'prompts': {'query': 'query: ', 'document': ''}}");
    try (var engine = EmbeddingEngine.start(settings(OptionalInt.empty()), source)) {
      var query = EmbeddingRequest.query("a text", Lane.ONLINE);
      var nothing = EmbeddingRequest.query(" ", Lane.ONLINE);

      assertThat(((Embedded) engine.submit(query).join()).vector())
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(vector(engine, "query: a text"));
      assertThat(engine.submit(nothing).join()).isInstanceOf(Refused.class);
    }
  }

  @Test
  void moreDimensionsThanTheModelHasAreRefused() throws IOException {
    ModelSource source = folder("pooling_mode_mean_tokens");

    assertThatThrownBy(() -> embed(source, OptionalInt.of(385)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("dimensions is 385, but ");
  }

  @Test
  void gitLfsPointerInsteadOfWeightsIsRefused() throws IOException {
    ModelSource source = folder("pooling_mode_mean_tokens");
    Files.delete(folder.resolve("model.onnx"));
    Files.writeString(folder.resolve("model.onnx"), "version https://git-lfs.github.com/spec/v1");

    assertThatThrownBy(() -> embed(source, OptionalInt.empty()))
        .hasMessage("the ONNX file is damaged: it is not a protobuf message");
  }

  private ModelSource folder(String poolingFlag) throws IOException {
    return TestModels.folder(folder, shared.resolve("model.onnx"), poolingFlag);
  }

  private static float[] embed(ModelSource source, OptionalInt dimensions)
      throws InterruptedException {
    try (var engine = EmbeddingEngine.start(settings(dimensions), source)) {
      return vector(engine, "Golden texts keep the vectors right.");
    }
  }

  private static float[] vector(EmbeddingEngine engine, String text) throws InterruptedException {
    var request = EmbeddingRequest.document(text, Lane.STREAM);
    return ((Embedded) engine.submit(request).join()).vector();
  }

  private static EngineSettings settings(OptionalInt dimensions) {
    return new EngineSettings(512, 8192, Duration.ZERO, 1, 2, dimensions, Duration.ofSeconds(5));
  }
}
