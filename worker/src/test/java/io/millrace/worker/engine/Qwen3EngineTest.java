package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Input;
import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneShares;
import io.millrace.worker.engine.device.DeviceSettings;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.qwen3.TinyQwen3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine with a tiny Qwen3 checkpoint. */
class Qwen3EngineTest {
  private static final String TASK =
      "Given a web search query, retrieve relevant passages that answer the query";

  @SuppressWarnings("NullAway.Init")
  private static EmbeddingEngine engine;

  @TempDir private Path copy;

  @BeforeAll
  static void start() {
    engine =
        EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.folder(TinyQwen3.folder()));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void queriesHaveThePromptAndDocumentsHaveNone() throws InterruptedException {
    float[] query = vector(new Text("what is a lake", Role.QUERY));

    assertThat(query)
        .isEqualTo(document("Instruct: " + TASK + "\nQuery:what is a lake"))
        .isNotEqualTo(document("what is a lake"));
  }

  @Test
  void instructionTakesThePlaceOfTheTask() throws InterruptedException {
    Input instructed = new Text("lakes", Role.QUERY, Optional.of("Group by subject"));

    assertThat(vector(instructed)).isEqualTo(document("Instruct: Group by subject\nQuery:lakes"));
  }

  @Test
  void promptIsCountedAndStaysWhenTheTextIsCut() {
    Text query = new Text("lakes ".repeat(engine.windowTokens()), Role.QUERY);
    int[] prompt = engine.model().tokenizer().tokenize("Instruct: " + TASK + "\nQuery:lakes");

    assertThat(engine.countTokens(new Text("lakes", Role.QUERY))).isEqualTo(prompt.length);
    assertThat(((Tokens) engine.cutToWindow(query).orElseThrow()).ids())
        .hasSize(engine.windowTokens())
        .startsWith(Arrays.copyOf(prompt, prompt.length - 1))
        .endsWith(prompt[prompt.length - 1]);
  }

  @Test
  void promptThatFillsTheWindowLeavesNothingToCut() throws Exception {
    Text text = new Text("lakes", Role.QUERY, Optional.of("lakes ".repeat(engine.windowTokens())));

    assertThat(engine.cutToWindow(text)).isEmpty();
    assertThat(engine.submit(new EmbeddingRequest(text, Lane.ONLINE)).get())
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.detail()).contains("of the prompt alone"));
  }

  @Test
  void hugeInstructionIsNotTokenized() {
    Text text = new Text("lakes", Role.QUERY, Optional.of("x".repeat(15 << 20)));

    assertThat(engine.countTokens(text)).isEqualTo((15 << 20) / 250);
    assertThat(engine.cutToWindow(text)).isEmpty();
  }

  @Test
  void vectorsCanBeCut() {
    assertThat(engine.takesInstructions()).isTrue();
    assertThat(engine.leastDimensions()).isEqualTo(Math.min(32, engine.space().dimensions()));
  }

  @Test
  void instructedStreamIsAnotherSpace() throws InterruptedException {
    Embedder grouping = engine.forTask("Group by subject");
    EmbeddingRequest lakes = EmbeddingRequest.document("lakes", Lane.STREAM);

    assertThat(((Embedded) grouping.submit(lakes).join()).vector())
        .isEqualTo(document("Instruct: Group by subject\nQuery:lakes"));
    assertThat(grouping.space().fingerprint()).isNotEqualTo(engine.space().fingerprint());
    assertThat(grouping.countTokens("lakes")).isGreaterThan(engine.countTokens("lakes"));
  }

  @Test
  void quantizedWeightsMakeASpaceOfTheirOwn() throws IOException {
    TinyQwen3.copyTo(copy);
    try (EmbeddingEngine whole = start(Precision.FP32);
        EmbeddingEngine quantized = start(Precision.INT8)) {
      assertThat(whole.space().revision()).isEqualTo(engine.space().revision());
      assertThat(quantized.space().revision()).isEqualTo(engine.space().revision() + "-int8");
    }
  }

  @Test
  void precisionIsWhatTheWeightsAreKeptIn() throws IOException {
    TinyQwen3.copyTo(copy);
    try (EmbeddingEngine quantized = start(Precision.INT8)) {
      assertThat(quantized.precision()).isEqualTo("int8");
      assertThat(engine.precision()).isEqualTo("fp32");
    }
  }

  @Test
  void tokenIdsAreTakenAsTheyAre() throws InterruptedException {
    int[] ids = engine.model().tokenizer().tokenize("a lake in the north");

    assertThat(vector(new Tokens(ids))).isEqualTo(document("a lake in the north"));
  }

  @Test
  void unknownTokenIdIsRefused() throws InterruptedException {
    int vocabularySize = engine.model().descriptor().vocabularySize();

    assertThat(refusal(new Tokens(new int[] {1, vocabularySize})))
        .isEqualTo(
            new Refused(
                Reason.UNKNOWN_TOKEN,
                "token 1 is %d, must be from 0 to %d"
                    .formatted(vocabularySize, vocabularySize - 1)));
    assertThat(refusal(new Tokens(new int[] {-1})).reason()).isEqualTo(Reason.UNKNOWN_TOKEN);
  }

  @Test
  void noTokensAndTooManyAreRefused() throws InterruptedException {
    assertThat(refusal(new Tokens(new int[0])).reason()).isEqualTo(Reason.EMPTY);
    assertThat(refusal(new Tokens(new int[engine.windowTokens() + 1])).reason())
        .isEqualTo(Reason.TOO_LONG);
  }

  @Test
  void instructionForAModelThatTakesNoneIsRefused() throws InterruptedException {
    try (EmbeddingEngine other =
        EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.builtIn())) {
      var instructed =
          new EmbeddingRequest(new Text("a", Role.QUERY, Optional.of("Group")), Lane.ONLINE);

      assertThat(other.submit(instructed).join())
          .isEqualTo(
              new Refused(
                  Reason.NO_INSTRUCTIONS,
                  "sentence-transformers/all-MiniLM-L6-v2 takes no instruction"));
      assertThatThrownBy(() -> other.forTask("Group"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("sentence-transformers/all-MiniLM-L6-v2 takes no instruction");
    }
  }

  @Test
  void tokenizerThatAppendsNoEndTokenKeepsTheEngineFromStarting() throws IOException {
    TinyQwen3.copyTo(copy);
    Path tokenizer = copy.resolve("tokenizer.json");
    Files.writeString(
        tokenizer,
        Files.readString(tokenizer)
            .replaceFirst(
                "(?s)\"post_processor\":.*\"decoder\":", "\"post_processor\": null, \"decoder\":"));

    assertThatThrownBy(
            () -> EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.folder(copy)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tokenizer.json: post_processor must append one token");
  }

  private EmbeddingEngine start(Precision precision) {
    EngineSettings settings =
        new EngineSettings(
            0,
            0,
            Duration.ZERO,
            LaneShares.DEFAULT,
            EngineSettings.DEFAULT_ONLINE_WAIT,
            1,
            1,
            OptionalInt.empty(),
            Duration.ofSeconds(5),
            Duration.ZERO,
            Optional.of(precision),
            DeviceSettings.cpu());
    return EmbeddingEngine.start(settings, ModelSource.folder(copy));
  }

  private static float[] document(String text) throws InterruptedException {
    return vector(new Text(text, Role.DOCUMENT));
  }

  private static float[] vector(Input input) throws InterruptedException {
    return ((Embedded) result(input)).vector();
  }

  private static Refused refusal(Input input) throws InterruptedException {
    return (Refused) result(input);
  }

  private static EmbeddingResult result(Input input) throws InterruptedException {
    return engine.submit(new EmbeddingRequest(input, Lane.ONLINE)).join();
  }
}
