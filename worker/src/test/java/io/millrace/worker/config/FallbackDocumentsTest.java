package io.millrace.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class FallbackDocumentsTest {
  private static final int WINDOW_TOKENS = 256;
  private static final String CONFIG =
      """
      fallback: {enabled: true, model: {path: small}}
      sources:
        articles: {idPrefix: a-, instruction: Find what answers the question}
        tickets: {idPrefix: t-, chunks: {targetTokens: 300, maxTokens: 512, overlapTokens: 150}}
      """;

  @Test
  void chunksAreAsLongAsItsWindowAtMost() {
    WorkerConfig documents = of(CONFIG, true);

    assertThat(documents.pipelines().getLast().chunks())
        .extracting(
            PipelineConfig.Chunks::targetTokens,
            PipelineConfig.Chunks::maxTokens,
            PipelineConfig.Chunks::overlapTokens)
        .containsExactly(WINDOW_TOKENS, WINDOW_TOKENS, WINDOW_TOKENS / 2);
    assertThatCode(() ->
            documents.pipelines().forEach(source -> documents.chunksOf(source, WINDOW_TOKENS)))
        .doesNotThrowAnyException();
  }

  @Test
  void chunksThatFitAreCutAsTheFirstModelCutsThem() {
    String fitting = "chunks: {targetTokens: 64, maxTokens: 128, overlapTokens: 16}";

    assertThat(of(fitting, true).chunks()).isEqualTo(parse(fitting).chunks());
  }

  @Test
  void instructionsAreLeftOutForAModelThatTakesNone() {
    assertThat(of(CONFIG, true).pipelines().getFirst().source().instruction())
        .isEqualTo("Find what answers the question");
    assertThat(of(CONFIG, false).pipelines().getFirst().source().instruction()).isEmpty();
    assertThat(of("source: {instruction: Find it}", false).source().instruction()).isEmpty();
  }

  @Test
  void theModelIsTheFallbacks() {
    assertThat(of(CONFIG, true).model().path()).isEqualTo("small");
  }

  private static WorkerConfig of(String yaml, boolean takesInstructions) {
    return FallbackDocuments.of(parse(yaml), WINDOW_TOKENS, takesInstructions);
  }

  private static WorkerConfig parse(String yaml) {
    return ConfigFile.ofThisProcess().parse(yaml);
  }
}
