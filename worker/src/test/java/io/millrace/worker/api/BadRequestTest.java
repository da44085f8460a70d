package io.millrace.worker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.worker.api.TestApi.Answer;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.qwen3.TinyQwen3;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that cannot be right get an error object that says what to do. */
@SuppressWarnings("NullAway.Init")
class BadRequestTest {
  private static EmbeddingEngine minilm;
  private static EmbeddingEngine qwen3;
  private static TestApi api;

  @BeforeAll
  static void start() {
    minilm = EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.builtIn());
    qwen3 =
        EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.folder(TinyQwen3.folder()));
    api =
        new TestApi(Admittance.OPEN, Map.of(), ServedModel.of(minilm, 0), ServedModel.of(qwen3, 0));
  }

  @AfterAll
  static void close() {
    minilm.close();
    qwen3.close();
  }

  /** Those that openapi.yaml excludes as well. */
  static Stream<Arguments> againstTheDocument() {
    return Stream.of(
        wrong("'input': ''", "empty_input", "input"),
        wrong("'input': []", "empty_input", "input"),
        wrong("'input': ['lake', '']", "empty_input", "input"),
        wrong("'input': [[]]", "empty_input", "input"),
        wrong("'input': [[101, 102], []]", "empty_input", "input"),
        wrong("'input': 7", "invalid_type", "input"),
        wrong("'input': {'text': 'lake'}", "invalid_type", "input"),
        wrong("'input': true", "invalid_type", "input"),
        wrong("'input': [null]", "invalid_type", "input"),
        wrong("'input': ['lake', 7]", "invalid_type", "input"),
        wrong("'input': ['lake', ['lake']]", "invalid_type", "input"),
        wrong("'input': [7, 'lake']", "invalid_type", "input"),
        wrong("'input': [[7], 8]", "invalid_type", "input"),
        wrong("'input': [['lake']]", "invalid_type", "input"),
        wrong("'input': [[[7]]]", "invalid_type", "input"),
        wrong("'input': [-1]", "invalid_type", "input"),
        wrong("'input': [1.5]", "invalid_type", "input"),
        wrong("'input': [99999999999]", "invalid_type", "input"),
        wrong("'input': null", "missing_parameter", "input"),
        wrong("'user': 'ann'", "missing_parameter", "input"),
        wrong("'input': 'lake', 'dimensions': 0", "invalid_dimensions", "dimensions"),
        wrong("'input': 'lake', 'dimensions': -5", "invalid_dimensions", "dimensions"),
        wrong("'input': 'lake', 'dimensions': 1.5", "invalid_type", "dimensions"),
        wrong("'input': 'lake', 'dimensions': '384'", "invalid_type", "dimensions"),
        wrong("'input': 'lake', 'dimensions': 4294967680", "invalid_type", "dimensions"),
        wrong("'input': 'lake', 'encoding_format': 'hex'", "invalid_type", "encoding_format"),
        wrong("'input': 'lake', 'encoding_format': 4", "invalid_type", "encoding_format"),
        wrong("'input': 'lake', 'user': 4", "invalid_type", "user"),
        wrong("'input': 'lake', 'input_type': 'passage'", "invalid_type", "input_type"),
        wrong("'input': 'lake', 'truncate': 'true'", "invalid_type", "truncate"),
        wrong("'input': 'lake', 'instruction': ''", "empty_input", "instruction"),
        wrong(
            "'input': 'lake', 'instruction': '%s'".formatted("x".repeat(4097)),
            "instruction_too_long",
            "instruction"),
        wrong("'input': 'lake', 'texts': []", "unknown_parameter", "texts"));
  }

  /** Those that take the model, or more than a schema can say. */
  static Stream<Arguments> againstTheModel() {
    return Stream.of(
        wrong("'input': '  \\n'", "empty_input", "input"),
        wrong("'input': 'a\\u0000b'", "invalid_text", "input"),
        wrong("'input': ['lake', 'a\\ud800b']", "invalid_text", "input"),
        wrong("'input': 'a\\udc00\\ud800'", "invalid_text", "input"),
        wrong("'input': 'lake', 'instruction': '\\ud83d'", "invalid_text", "instruction"),
        wrong("'input': [101, 30522, 102]", "unknown_token", "input"),
        wrong("'input': [101, 2697]", "special_tokens_missing", "input"),
        wrong("'input': [102]", "special_tokens_missing", "input"),
        wrong("'input': 'lake', 'dimensions': 383", "invalid_dimensions", "dimensions"),
        wrong("'input': 'lake', 'dimensions': 385", "invalid_dimensions", "dimensions"),
        wrong(
            "'input': 'lake', 'instruction': 'Group'", "instructions_not_supported", "instruction"),
        wrong("'input': [101, 102], 'input_type': 'query'", "prompt_not_possible", "input_type"),
        wrong("'input': 'lake', 'input': 'lake'", "duplicate_parameter", "input"),
        wrong("'input': %s".formatted(list("'lake'", 9)), "too_many_inputs", "input"),
        wrong("'input': %s".formatted(list("[101]", 9)), "too_many_inputs", "input"),
        wrong(
            "'input': %s".formatted(list("'" + "lake ".repeat(200) + "'", 8)),
            "too_many_tokens",
            "input"));
  }

  @ParameterizedTest
  @MethodSource({"againstTheDocument", "againstTheModel"})
  void fieldAtFaultIsNamed(String fields, String code, String param) throws InterruptedException {
    Answer answer = api.post(body(fields));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @MethodSource("againstTheDocument")
  void documentExcludesItAsWell(String fields, String code, String param) {
    assertThat(TestApi.allows(utf8(body(fields)))).as("%s of %s", code, param).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "'lake'",
        "[]",
        "{",
        "{'model'",
        "{'model': 'all-MiniLM-L6-v2', 'input': 'lake'",
        "{'model': 'all-MiniLM-L6-v2', 'input': ['lake'",
        "{'model': 'all-MiniLM-L6-v2', 'input': [[101",
        "{'model': 'all-MiniLM-L6-v2', 'input': 'lake'}}",
        "{'model': 'all-MiniLM-L6-v2', 'input': 'lake'} {}",
        "{'model': 'all-MiniLM-L6-v2', 'input': 'lake',}",
        "{'model': 'all-MiniLM-L6-v2', 'input': NaN}",
        "{'model': 'all-MiniLM-L6-v2', 'input': 'la\u0000ke'}",
        "{'model': 'all-MiniLM-L6-v2', 'input': 'la\\qke'}",
        "\uFEFF{'model': 'all-MiniLM-L6-v2', 'input': 'lake'}",
        "{/* a */'model': 'all-MiniLM-L6-v2', 'input': 'lake'}"
      })
  void whatIsNoJsonObjectIsSaidToBeNone(String body) throws InterruptedException {
    assertMalformed(api.post(body));
  }

  @Test
  void otherEncodingsThanUtf8AreRefused() throws InterruptedException {
    String body = "{\"model\": \"all-MiniLM-L6-v2\", \"input\": \"\u00e9\"}";

    assertMalformed(api.post(body.getBytes(StandardCharsets.ISO_8859_1)));
    assertMalformed(api.post(body.getBytes(StandardCharsets.UTF_16)));
    assertMalformed(api.post(new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', '}'}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void deepNestingIsRefused(String opening) throws InterruptedException {
    String body = "{'model': 'all-MiniLM-L6-v2', 'input': " + opening.repeat(200_000);

    assertThat(api.post(body).status()).isEqualTo(400);
    assertThat(api.post(opening.repeat(200_000)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dimensions", "input", "model", "truncate"})
  void hugeNumbersAreRefused(String field) throws InterruptedException {
    assertThat(api.post("{'%s': %s}".formatted(field, "9".repeat(100_000))).status())
        .isEqualTo(400);
    assertThat(api.post("{'%s': 1e%s}".formatted(field, "9".repeat(100_000))).status())
        .isEqualTo(400);
  }

  @Test
  void longNamesAreRefused() throws InterruptedException {
    assertMalformed(api.post("{'%s': 1}".formatted("x".repeat(100_000))));
  }

  @Test
  void longTextIsRefusedByIndexTokensAndWindow() throws InterruptedException {
    Answer answer = api.post(body("'input': ['lake', '%s']".formatted("lake ".repeat(300))));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("context_length_exceeded");
    assertThat(answer.message()).isEqualTo("input 1: 302 tokens, the window is 256 tokens");
  }

  @Test
  void idsOfAnotherTokenizerAreRefusedByWhatTheyLack() throws InterruptedException {
    Answer answer =
        api.post("{'model': 'qwen3-tiny', 'input': [[7, %s], [7]]}".formatted(endOfQwen3()));

    assertThat(answer.message())
        .isEqualTo(
            "input 1: token ids of qwen3-tiny have [] before a text and [%s] behind it"
                .formatted(endOfQwen3()));
  }

  @Test
  void errorsDoNotQuoteTexts() throws InterruptedException {
    List<String> bodies =
        List.of(
            body("'input': ['marker', 7]"),
            body("'input': 'marker\\u0000'"),
            body("'input': '%s'".formatted("marker ".repeat(300))),
            body("'input': marker"),
            "marker");

    for (String bad : bodies) {
      assertThat(api.post(bad).message()).isNotEmpty().doesNotContain("marker");
    }
  }

  @Test
  void unknownModelIsNotFound() throws InterruptedException {
    for (String model : List.of("ada", "", "all-MiniLM-L6-v2:passage", "\\ud800", "\\u0000")) {
      Answer answer = api.post("{'model': '%s', 'input': 'lake'}".formatted(model));

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("model_not_found");
      assertThat(answer.param()).isEqualTo("model");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'input': 'lake'}", "{'model': null, 'input': 'lake'}"})
  void modelIsRequired(String body) throws InterruptedException {
    Answer answer = api.post(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.param()).isEqualTo("model");
  }

  @Test
  void nameAndTypeMustNotContradict() throws InterruptedException {
    Answer answer =
        api.post("{'model': 'qwen3-tiny:query', 'input': 'lake', 'input_type': 'document'}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.param()).isEqualTo("input_type");
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 65})
  void dimensionsOutsideOfTheModelsAreRefused(int dimensions) throws InterruptedException {
    Answer answer =
        api.post(
            "{'model': 'qwen3-tiny', 'input': 'lake', 'dimensions': %d}".formatted(dimensions));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("dimensions must be from 32 to 64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1e3", "soon", "5 s", "NaN", "99999999999", "1.5.2", "ms"})
  void badTimeoutIsRefused(String timeout) throws InterruptedException {
    Answer answer = api.post(body("'input': 'lake'"), Map.of("x-millrace-timeout", timeout));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid_timeout");
  }

  /** Mutations of a right body: anything but a 500. */
  @Test
  void damagedBodiesNeverBreakTheServer() throws InterruptedException {
    byte[] whole = utf8(body("'input': ['lake', 'a\\ud83d\\ude00b'], 'dimensions': 384"));
    Random random = new Random(5);
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = Arrays.copyOf(whole, whole.length - random.nextInt(3));
      for (int hits = random.nextInt(4); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      assertThat(api.post(damaged).status()).as("seed 5, body %d", i).isIn(200, 400, 404);
    }
  }

  /** The tiny model's end token. */
  private static String endOfQwen3() {
    return "632";
  }

  private static void assertMalformed(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid_json");
  }

  private static Arguments wrong(String fields, String code, String param) {
    return arguments(fields, code, param);
  }

  private static String list(String element, int times) {
    return "[" + String.join(",", java.util.Collections.nCopies(times, element)) + "]";
  }

  private static String body(String fields) {
    return "{'model': 'all-MiniLM-L6-v2', %s}".formatted(fields);
  }

  private static byte[] utf8(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
