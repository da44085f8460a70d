package io.millrace.worker.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading needs no real weights: what is in the files decides. */
class ModelFolderTest {
  @TempDir Path folder;

  @BeforeEach
  void writeACompleteModel() throws IOException {
    write("model.onnx", "weights");
    write("tokenizer.json", "{}");
    write(
        "config.json",
        """
        {"hidden_size": 3, "vocab_size": 100, "max_position_embeddings": 512, "model_type": "bert"}\
        """);
    write(
        "modules.json",
        """
        [{"path": "", "type": "sentence_transformers.models.Transformer"},
         {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
         {"path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]\
        """);
    write(
        "1_Pooling/config.json",
        """
        {"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}\
        """);
  }

  @Test
  void completeFolderIsRead() {
    try (ModelFiles files = load()) {
      assertThat(files.descriptor())
          .isEqualTo(
              new ModelDescriptor(
                  folder.getFileName().toString(), Pooling.MEAN, 3, 100, 512, 0, Prompts.NONE));
      assertThat(files.golden()).isEmpty();
      assertThat(onnx(files).externalWeights()).isEmpty();
      assertThat(onnx(files).weights().graph().remaining()).isEqualTo("weights".length());
    }
  }

  @Test
  void modelInTheCacheOfTheHubHasItsNameThere() {
    assertThat(name("models--Qwen--Qwen3-Embedding-0.6B/snapshots/c54f2e6e80b2"))
        .isEqualTo("Qwen/Qwen3-Embedding-0.6B");
    assertThat(name("models--acme--a--b/snapshots/1")).isEqualTo("acme/a--b");
    assertThat(name("models/Qwen3-Embedding-0.6B")).isEqualTo("Qwen3-Embedding-0.6B");
    assertThat(name("snapshots/1")).isEqualTo("1");
  }

  private String name(String path) {
    return new ModelFolder(folder.resolve(path)).name();
  }

  @Test
  void onnxFileMayLieInAFolderOfItsOwn() throws IOException {
    Files.delete(folder.resolve("model.onnx"));
    write("onnx/model.onnx", "other");

    try (ModelFiles files = load()) {
      assertThat(onnx(files).weights().graph().remaining()).isEqualTo("other".length());
    }
  }

  @Test
  void windowIsTheSmallerOfSequenceLengthAndPositions() throws IOException {
    write("sentence_bert_config.json", "{\"max_seq_length\": 256}");

    assertThat(descriptor().windowTokens()).isEqualTo(256);
  }

  @Test
  void robertaLosesPositionsToItsPadding() throws IOException {
    write(
        "config.json",
        """
        {"hidden_size": 3, "vocab_size": 100, "max_position_embeddings": 514, "model_type": "xlm-roberta",
         "pad_token_id": 1}\
        """);

    assertThat(descriptor().windowTokens()).isEqualTo(512);
    assertThat(descriptor().padToken()).isEqualTo(1);
  }

  @Test
  void clsPoolingIsRead() throws IOException {
    write("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true}");

    assertThat(descriptor().pooling()).isEqualTo(Pooling.CLS);
  }

  @Test
  void namedPoolingIsRead() throws IOException {
    write("1_Pooling/config.json", "{\"pooling_mode\": \"cls\"}");

    assertThat(descriptor().pooling()).isEqualTo(Pooling.CLS);
  }

  @Test
  void promptsAreReadAndPartOfTheSpace() throws IOException {
    write(
        "config_sentence_transformers.json",
        """
        {"prompts": {"query": "query: ", "document": "passage: "}}\
        """);

    try (ModelFiles files = load()) {
      assertThat(files.descriptor().prompts()).isEqualTo(new Prompts("query: ", "passage: "));
      assertThat(files.space(2).documentPrompt()).isEqualTo("passage: ");
    }
  }

  @Test
  void goldenTextsAreRead() throws IOException {
    write("golden.json", "{\"golden\": [{\"text\": \"a\", \"vector\": [1, 0.5, 0]}]}");

    try (ModelFiles files = load()) {
      assertThat(files.golden().getFirst().vector()).containsExactly(1, 0.5f, 0);
    }
  }

  @Test
  void everyFileOfTheWeightsChangesTheRevision() throws IOException {
    String before = revision();
    write("model.onnx_data", "far away");
    String withData = revision();
    write("tokenizer.json", "{ }");

    assertThat(revision()).isNotEqualTo(withData).hasSize(32);
    assertThat(withData).isNotEqualTo(before);
  }

  @Test
  void weightsBesideTheGraphAreFound() throws IOException {
    write("model.onnx_data", "far away");

    try (ModelFiles files = load()) {
      assertThat(onnx(files).externalWeights()).contains(folder.toAbsolutePath());
    }
  }

  @Test
  void missingFolderIsNamed() {
    assertThatThrownBy(() -> ModelSource.folder(folder.resolve("nowhere")).load())
        .isInstanceOf(ModelException.class)
        .hasMessage("%s is not a folder", folder.resolve("nowhere"));
  }

  @Test
  void missingFileIsNamed() throws IOException {
    Files.delete(folder.resolve("tokenizer.json"));

    assertFailure().hasMessage("%s is missing", folder.resolve("tokenizer.json"));
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    Files.delete(folder.resolve("model.onnx"));

    assertFailure()
        .hasMessage("%s: no model.onnx, no onnx/model.onnx, and no checkpoint of Qwen3", folder);
  }

  @Test
  void badJsonIsNamedWithItsLine() throws IOException {
    write("config.json", "{\n\"hidden_size\": }");

    assertFailure().hasMessage("%s is not JSON (line 2)", folder.resolve("config.json"));
  }

  @Test
  void missingFieldIsNamed() throws IOException {
    write("config.json", "{\"max_position_embeddings\": 512}");

    assertFailure().hasMessage("%s: hidden_size is missing", folder.resolve("config.json"));
  }

  @Test
  void wrongFieldIsNamed() throws IOException {
    write(
        "config.json",
        "{\"hidden_size\": \"many\", \"vocab_size\": 100, \"max_position_embeddings\": 512}");

    assertFailure()
        .hasMessage(
            "%s: hidden_size is \"many\", must be a whole number of at least 1",
            folder.resolve("config.json"));
  }

  @Test
  void otherPoolingIsRefused() throws IOException {
    write("1_Pooling/config.json", "{\"pooling_mode_max_tokens\": true}");

    assertFailure()
        .hasMessage(
            "%s: pooling_mode is [pooling_mode_max_tokens], must be one of"
                + " [pooling_mode_cls_token, pooling_mode_lasttoken, pooling_mode_mean_tokens]",
            folder.resolve("1_Pooling/config.json"));
  }

  @Test
  void twoPoolingsAreRefused() throws IOException {
    write(
        "1_Pooling/config.json",
        """
        {"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true}\
        """);

    assertFailure().hasMessageContaining("pooling_mode is [pooling_mode_mean_tokens, pooling_mode");
  }

  @Test
  void denseModuleIsRefused() throws IOException {
    write(
        "modules.json",
        """
        [{"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
         {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]\
        """);

    assertFailure()
        .hasMessage(
            "%s: type is sentence_transformers.models.Dense, which is not supported",
            folder.resolve("modules.json"));
  }

  @Test
  void missingPoolingIsRefused() throws IOException {
    write("modules.json", "[]");

    assertFailure().hasMessage("%s: no module of type Pooling", folder.resolve("modules.json"));
  }

  @Test
  void lowerCasingOutsideTheTokenizerIsRefused() throws IOException {
    write("sentence_bert_config.json", "{\"do_lower_case\": true}");

    assertFailure().hasMessageContaining("do_lower_case is true, which is not supported");
  }

  @Test
  void poolingWithoutThePromptIsRefused() throws IOException {
    write("config_sentence_transformers.json", "{\"prompts\": {\"query\": \"q: \"}}");
    write(
        "1_Pooling/config.json",
        """
        {"pooling_mode_mean_tokens": true, "include_prompt": false}\
        """);

    assertFailure().hasMessageContaining("include_prompt is false, which is not supported");
  }

  @Test
  void emptyListOfGoldenTextsSaysThatThereIsNoReference() throws IOException {
    write("golden.json", "{\"golden\": []}");

    try (ModelFiles files = load()) {
      assertThat(files.golden()).isEmpty();
    }
  }

  @Test
  void goldenTextsThatAreMissingAreNamed() throws IOException {
    write("golden.json", "{\"gold\": []}");

    assertFailure()
        .hasMessage("%s: golden is missing or not a list", folder.resolve("golden.json"));
  }

  @Test
  void goldenVectorOfAnotherLengthIsNamed() throws IOException {
    write("golden.json", "{\"golden\": [{\"text\": \"a\", \"vector\": [1]}]}");

    assertFailure()
        .hasMessage("%s: golden[0].vector is 1 numbers, must be 3", folder.resolve("golden.json"));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFailure() {
    return assertThatThrownBy(this::load).isInstanceOf(ModelException.class);
  }

  private ModelFiles load() {
    return ModelSource.folder(folder).load();
  }

  private ModelDescriptor descriptor() {
    try (ModelFiles files = load()) {
      return files.descriptor();
    }
  }

  private String revision() {
    try (ModelFiles files = load()) {
      return files.revision();
    }
  }

  private void write(String file, String content) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private static Network.OnnxFile onnx(ModelFiles files) {
    return (Network.OnnxFile) files.network();
  }
}
