package io.millrace.worker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.worker.api.TestApi.Answer;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.Vectors;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.qwen3.TinyQwen3;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are right, with the built-in model and one that takes instructions. */
@SuppressWarnings("NullAway.Init")
class EmbeddingsTest {
  private static final String LAKE_IDS = "[101, 2697, 102]";

  private static EmbeddingEngine minilm;
  private static EmbeddingEngine qwen3;
  private static TestApi api;

  @BeforeAll
  static void start() {
    minilm = EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.builtIn());
    qwen3 =
        EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.folder(TinyQwen3.folder()));
    api =
        new TestApi(
            Admittance.OPEN,
            Map.of("text-embedding-3-small", "all-MiniLM-L6-v2", "questions", "qwen3-tiny:query"),
            ServedModel.of(minilm, 0),
            ServedModel.of(qwen3, 0).withDocumentsIn(List.of(qwen3.forTask("Group").space())));
  }

  @AfterAll
  static void close() {
    minilm.close();
    qwen3.close();
  }

  @Test
  void stringHasOneVectorOfUnitLength() throws InterruptedException {
    Answer answer = ask("'input': 'lake'");

    assertThat(answer.json().path("data")).hasSize(1);
    assertThat(answer.vector(0)).hasSize(384);
    assertThat(dot(answer.vector(0))).isCloseTo(1, within(1e-5));
    assertThat(answer.tokens()).isEqualTo(3);
    assertThat(answer.json().path("model").asText())
        .isEqualTo("sentence-transformers/all-MiniLM-L6-v2");
  }

  @Test
  void vectorsStandInTheOrderOfTheTexts() throws InterruptedException {
    Answer together = ask("'input': ['a lake in the north', 'an invoice', 'lake']");

    assertThat(together.json().at("/data/2/index").asInt()).isEqualTo(2);
    assertThat(cosine(together.vector(1), ask("'input': 'an invoice'").vector(0)))
        .isCloseTo(1, within(1e-5));
    assertThat(cosine(together.vector(2), ask("'input': 'lake'").vector(0)))
        .isCloseTo(1, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(strings = {LAKE_IDS, "[" + LAKE_IDS + "]", "[" + LAKE_IDS + ",[101, 102]]"})
  void tokenIdsAreEmbeddedAsTheyAre(String ids) throws InterruptedException {
    assertThat(cosine(ask("'input': " + ids).vector(0), ask("'input': 'lake'").vector(0)))
        .isCloseTo(1, within(1e-5));
  }

  @Test
  void base64IsTheSameVector() throws InterruptedException {
    String encoded =
        ask("'input': 'lake', 'encoding_format': 'base64'").json().at("/data/0/embedding").asText();
    float[] decoded = new float[384];
    ByteBuffer.wrap(Base64.getDecoder().decode(encoded))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(decoded);

    assertThat(decoded).isEqualTo(ask("'input': 'lake'").vector(0));
  }

  @Test
  void nullStandsForWhatIsLeftOut() throws InterruptedException {
    Answer answer =
        ask(
            "'input': 'lake', 'encoding_format': null, 'dimensions': null, 'user': null,"
                + " 'input_type': null, 'instruction': null, 'truncate': null");

    assertThat(answer.vector(0)).isEqualTo(ask("'input': 'lake', 'user': 'ann'").vector(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sentence-transformers/all-MiniLM-L6-v2",
        "all-MiniLM-L6-v2",
        "all-MiniLM-L6-v2:document",
        "text-embedding-3-small",
        "text-embedding-3-small:query"
      })
  void modelHasSeveralNames(String name) throws InterruptedException {
    Answer answer = api.post("{'model': '%s', 'input': 'lake'}".formatted(name));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.vector(0)).hasSize(384);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'model': 'qwen3-tiny:query'",
        "'model': 'questions'",
        "'model': 'qwen3-tiny', 'input_type': 'query'",
        "'model': 'qwen3-tiny:query', 'input_type': 'query'"
      })
  void queryHasItsPromptHoweverItIsAskedFor(String fields) throws InterruptedException {
    Answer query = api.post("{%s, 'input': 'lakes'}".formatted(fields));
    Answer written =
        qwen3(
            "'input': 'Instruct: Given a web search query, retrieve relevant passages that answer"
                + " the query\\nQuery:lakes'");

    assertThat(query.vector(0)).isEqualTo(written.vector(0));
    assertThat(space(query)).isEqualTo(space(written));
  }

  @Test
  void instructedQueryLiesInTheSpaceOfTheDocuments() throws InterruptedException {
    Answer query = qwen3("'input': 'lakes', 'input_type': 'query', 'instruction': 'Group'");

    assertThat(query.vector(0))
        .isEqualTo(qwen3("'input': 'Instruct: Group\\nQuery:lakes'").vector(0));
    assertThat(space(query)).isEqualTo(qwen3.space().fingerprint());
  }

  @Test
  void instructedDocumentLiesInASpaceOfItsOwn() throws InterruptedException {
    Answer document = qwen3("'input': 'lakes', 'instruction': 'Group'");

    assertThat(space(document)).isEqualTo(qwen3.forTask("Group").space().fingerprint());
  }

  @Test
  void cutVectorIsNormalizedAndOfAnotherSpace() throws InterruptedException {
    float[] whole = qwen3("'input': 'lakes'").vector(0);
    Answer cut = qwen3("'input': 'lakes', 'dimensions': 32");

    assertThat(cut.vector(0)).hasSize(32);
    assertThat(dot(cut.vector(0))).isCloseTo(1, within(1e-6));
    assertThat(cosine(cut.vector(0), Arrays.copyOf(whole, 32))).isCloseTo(1, within(1e-6));
    assertThat(space(cut)).isEqualTo(qwen3.space().withDimensions(32).fingerprint());
  }

  @Test
  void allDimensionsMayBeAskedForByNumber() throws InterruptedException {
    assertThat(ask("'input': 'lake', 'dimensions': 384").vector(0))
        .isEqualTo(ask("'input': 'lake'").vector(0));
  }

  @Test
  void textIsCutAtTheWindowWhenTheRequestSaysSo() throws InterruptedException {
    String start = "lake ".repeat(254).strip();
    Answer answer = ask("'input': ['lake', '%s and more'], 'truncate': true".formatted(start));

    assertThat(answer.json().path("truncated")).extracting(JsonNode::asInt).containsExactly(1);
    assertThat(answer.tokens()).isEqualTo(3 + 256);
    assertThat(cosine(answer.vector(1), ask("'input': '%s'".formatted(start)).vector(0)))
        .isCloseTo(1, within(1e-5));
  }

  @Test
  void tokenIdsAreCutAtTheWindowAsWell() throws InterruptedException {
    String lakes = "2697,".repeat(300);
    Answer answer = ask("'input': [101, %s 102], 'truncate': true".formatted(lakes));

    assertThat(answer.tokens()).isEqualTo(256);
    assertThat(answer.vector(0))
        .isEqualTo(ask("'input': '%s', 'truncate': true".formatted("lake ".repeat(300))).vector(0));
  }

  @Test
  void answerOfARequestThatCutsNothingSaysSo() throws InterruptedException {
    assertThat(ask("'input': 'lake', 'truncate': true").json().path("truncated")).isEmpty();
    assertThat(ask("'input': 'lake', 'truncate': false").json().has("truncated")).isFalse();
  }

  @Test
  void wantedSpaceIsMet() throws InterruptedException {
    Answer answer =
        api.post(
            "{'model': 'all-MiniLM-L6-v2', 'input': 'lake'}",
            Map.of("x-millrace-space", minilm.space().fingerprint()));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("X-Millrace-Space", space(answer));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 32})
  void queryMayDemandTheSpaceOfASourceWithATask(int dimensions) throws InterruptedException {
    String space = qwen3.forTask("Group").space().withDimensions(dimensions).fingerprint();
    Answer query = demanding(space, "'input_type': 'query', 'dimensions': " + dimensions);

    assertThat(query.status()).isEqualTo(200);
    assertThat(space(query)).isEqualTo(space);
    assertThat(query.headers()).containsEntry("X-Millrace-Space", space);
    assertThat(query.vector(0))
        .isEqualTo(
            qwen3("'input': 'lakes', 'input_type': 'query', 'dimensions': " + dimensions)
                .vector(0));
  }

  @Test
  void documentLiesInNoSpaceOfAnotherTask() throws InterruptedException {
    String space = qwen3.forTask("Group").space().fingerprint();

    assertThat(demanding(space, "'input_type': 'document'").status()).isEqualTo(409);
    assertThat(demanding(space, "'instruction': 'Sort'").status()).isEqualTo(409);
    assertThat(demanding(space, "'instruction': 'Group'").status()).isEqualTo(200);
  }

  @Test
  void queryMayNotDemandTheSpaceOfATaskThatNoSourceHas() throws InterruptedException {
    Answer query = demanding(qwen3.forTask("Sort").space().fingerprint(), "'input_type': 'query'");

    assertThat(query.code()).isEqualTo("space_mismatch");
    assertThat(query.message())
        .contains(
            qwen3.space().fingerprint() + " or " + qwen3.forTask("Group").space().fingerprint());
  }

  @Test
  void modelTellsTheSpacesThatQueriesMayDemand() throws InterruptedException {
    assertThat(api.model("qwen3-tiny").json().at("/query_spaces"))
        .extracting(JsonNode::asText)
        .containsExactly(qwen3.space().fingerprint(), qwen3.forTask("Group").space().fingerprint());
  }

  private static Answer demanding(String space, String fields) throws InterruptedException {
    return api.post(
        "{'model': 'qwen3-tiny', 'input': 'lakes', %s}".formatted(fields),
        Map.of("x-millrace-space", space));
  }

  @Test
  void otherSpaceThanWantedIsAConflict() throws InterruptedException {
    Answer answer =
        api.post(
            "{'model': 'qwen3-tiny', 'input': 'lake', 'dimensions': 32}",
            Map.of("x-millrace-space", qwen3.space().fingerprint()));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("space_mismatch");
  }

  private static Answer ask(String fields) throws InterruptedException {
    return answered("all-MiniLM-L6-v2", fields);
  }

  private static Answer qwen3(String fields) throws InterruptedException {
    return answered("qwen3-tiny", fields);
  }

  private static Answer answered(String model, String fields) throws InterruptedException {
    Answer answer = api.post("{'model': '%s', %s}".formatted(model, fields));
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer;
  }

  private static String space(Answer answer) {
    return answer.json().path("space").asText();
  }

  private static double cosine(float[] a, float[] b) {
    return Vectors.cosine(a, b, a.length);
  }

  private static double dot(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return sum;
  }
}
