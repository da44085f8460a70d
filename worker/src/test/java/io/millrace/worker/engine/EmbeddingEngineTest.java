package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.Caller;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.model.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine with the built-in model: one for all tests, as in production. */
class EmbeddingEngineTest {
  private static final List<Lane> LANES = List.of(Lane.values());

  @SuppressWarnings("NullAway.Init")
  private static EmbeddingEngine engine;

  @BeforeAll
  static void start() {
    engine = EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.builtIn());
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void spaceDescribesTheVectors() {
    assertThat(engine.space().dimensions()).isEqualTo(384);
    assertThat(engine.space().pooling()).isEqualTo("mean");
    assertThat(engine.space().normalized()).isTrue();
    assertThat(engine.windowTokens()).isEqualTo(256);
  }

  @Test
  void vectorHasUnitLengthAndTheTokensAreCounted() throws InterruptedException {
    Embedded embedded = embedded("The quick brown fox jumps over the lazy dog.");

    assertThat(embedded.tokens()).isEqualTo(12);
    assertThat(Vectors.isUnit(embedded.vector())).isTrue();
    assertThat(engine.countTokens("The quick brown fox jumps over the lazy dog.")).isEqualTo(12);
  }

  @Test
  void longTextIsCutAtItsEndAndKeepsItsSpecialTokens() {
    Text text = new Text("lake ".repeat(1000), Role.DOCUMENT);

    assertThat(engine.countTokens(text)).isEqualTo(1002);
    assertThat(engine.cutToWindow(text).orElseThrow())
        .isInstanceOfSatisfying(
            Tokens.class,
            tokens ->
                assertThat(tokens.ids()).hasSize(256).startsWith(101, 2697).endsWith(2697, 102));
    assertThat(engine.cutToWindow(new Text("lake", Role.DOCUMENT))).isEmpty();
  }

  @Test
  void hugeTextIsCutWithoutTokenizingItAll() {
    Text text = new Text(" ".repeat(63_999) + "\uD83D\uDE00".repeat(5000), Role.QUERY);

    assertThat(engine.countTokens(text)).isGreaterThan(256);
    assertThat(engine.cutToWindow(text)).contains(new Text(" ".repeat(63_999), Role.QUERY));
  }

  @Test
  void vectorsOfAModelNotTrainedForItAreNotCut() {
    assertThat(engine.leastDimensions()).isEqualTo(384);
    assertThat(engine.takesInstructions()).isFalse();
  }

  @Test
  void likeTextsHaveLikeVectors() throws InterruptedException {
    float[] cat = embedded("A cat sleeps on the sofa.").vector();
    float[] kitten = embedded("A kitten is napping on the couch.").vector();
    float[] invoice = embedded("The invoice is due within thirty days.").vector();

    assertThat(cosine(cat, kitten)).isGreaterThan(cosine(cat, invoice) + 0.3);
  }

  @Test
  void companyInTheBatchChangesNothing() throws InterruptedException {
    List<String> texts = randomTexts(60);
    List<CompletableFuture<EmbeddingResult>> together = new ArrayList<>();
    for (String text : texts) {
      together.add(engine.submit(document(text)));
    }
    for (int i = 0; i < texts.size(); i++) {
      float[] alone = embedded(texts.get(i)).vector();
      assertThat(cosine(alone, vector(together.get(i)))).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void textWithoutTokensIsRefused() throws InterruptedException {
    assertThat(refused(" \n\t ").reason()).isEqualTo(Reason.EMPTY);
    assertThat(refused("").reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void textOverTheWindowIsRefusedAndNotTruncated() throws InterruptedException {
    assertThat(refused("word ".repeat(255)))
        .isEqualTo(new Refused(Reason.TOO_LONG, "257 tokens, the window is 256 tokens"));
    assertThat(embedded("word ".repeat(254)).tokens()).isEqualTo(256);
  }

  @Test
  void absurdlyLongTextIsNotEvenTokenized() throws InterruptedException {
    assertThat(refused("x".repeat(10_000_000)).detail())
        .isEqualTo("10000000 characters, the window is 256 tokens");
  }

  @Test
  void malformedTextIsEmbedded() throws InterruptedException {
    assertThat(embedded("half \uD800 a pair and a \0 in it").tokens()).isPositive();
  }

  @Test
  void queriesAreEmbeddedLikeDocumentsWhenThereIsNoPrompt() throws InterruptedException {
    float[] query = vector(engine.submit(EmbeddingRequest.query("same text", Lane.ONLINE)));

    assertThat(cosine(query, embedded("same text").vector())).isCloseTo(1, within(1e-5));
  }

  @Test
  void manyThreadsInAllLanesEachGetTheirOwnVector() throws Exception {
    List<String> texts = randomTexts(12);
    List<float[]> expected = new ArrayList<>();
    for (String text : texts) {
      expected.add(embedded(text).vector());
    }
    try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
      List<Callable<Boolean>> calls =
          IntStream.range(0, 120).mapToObj(i -> checksOwnVector(i, texts, expected)).toList();
      for (Future<Boolean> call : callers.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
    }
  }

  @Test
  void goldenVectorsAreReproducedWhileItRuns() throws InterruptedException {
    CompletableFuture<EmbeddingResult> beside = engine.submit(document("beside the check"));

    GoldenReading reading = engine.checkGoldenVectors();

    assertThat(reading.lowestCosine()).isBetween(0.999, 1.0);
    assertThat(engine.stats().golden()).contains(reading);
    assertThat(engine.isHealthy()).isTrue();
    assertThat(beside.join()).isInstanceOf(Embedded.class);
  }

  @Test
  void statsCountTextsTokensAndBatches() throws InterruptedException {
    EngineStats before = engine.stats();
    embedded("one two three");
    EngineStats after = engine.stats();

    assertThat(after.texts() - before.texts()).isEqualTo(1);
    assertThat(after.tokens() - before.tokens()).isEqualTo(5);
    assertThat(after.inferNanos()).isGreaterThan(before.inferNanos());
    assertThat(after.batchFill()).isBetween(0.0, 1.0);
    assertThat(after.paddingShare()).isBetween(0.0, 1.0);
  }

  @Test
  void goldenVectorsOfTheStartAreKnown() {
    assertThat(engine.stats().golden())
        .hasValueSatisfying(reading -> assertThat(reading.lowestCosine()).isBetween(0.999, 1.0));
  }

  @Test
  void usageIsCountedByAccount() throws InterruptedException {
    Account team = Account.key("team");
    Account wiki = Account.source("wiki");
    EngineStats before = engine.stats();
    engine.submit(document("one two three").by(Caller.of(team))).join();
    engine.submit(document("one two").by(Caller.of(wiki))).join();
    engine.submit(document("").by(Caller.of(wiki))).join();

    Map<Account, AccountUsage> usage = engine.stats().minus(before).usage();

    assertThat(usage.get(team))
        .returns(1L, AccountUsage::texts)
        .returns(5L, AccountUsage::tokens)
        .satisfies(used -> assertThat(used.deviceNanos()).isPositive());
    assertThat(usage.get(wiki)).returns(1L, AccountUsage::texts).returns(4L, AccountUsage::tokens);
  }

  @Test
  void lanesAndRefusalsAreCounted() throws InterruptedException {
    EngineStats before = engine.stats();
    engine.submit(EmbeddingRequest.query("one two three", Lane.ONLINE)).join();
    refused("");

    await().until(() -> engine.stats().minus(before).refused(Reason.EMPTY) == 1);
    EngineStats since = engine.stats().minus(before);
    assertThat(since.lane(Lane.ONLINE)).isEqualTo(new LaneStats(0, 0, 1, 5));
    assertThat(since.lane(Lane.BACKFILL)).isEqualTo(new LaneStats(0, 0, 0, 0));
    assertThat(since.refused(Reason.LATE)).isZero();
  }

  @Test
  void budgetIsLimitedAndGivenBack() {
    int whole = engine.stats().budgetTokens();

    engine.limitBudget(0.5);
    assertThat(engine.stats().budgetTokens()).isEqualTo(whole / 2);

    engine.limitBudget(1);
    assertThat(engine.stats().budgetTokens()).isEqualTo(whole);
  }

  @Test
  void memoryThatIsGivenBackIsTakenAgain() throws InterruptedException {
    engine.freeMemory();

    assertThat(embedded("one two three").tokens()).isEqualTo(5);
    assertThat(embedded("one two three").tokens()).isEqualTo(5);
  }

  @Test
  void devicesTellTheirMemory() {
    assertThat(engine.devices())
        .singleElement()
        .hasToString("cpu")
        .satisfies(device -> assertThat(device.memory().read()).isPresent());
  }

  @Test
  void ceilingRunsTheSameSession() {
    EngineCeiling ceiling = EngineCeiling.of(engine, randomTexts(40));

    EngineCeiling.Pass pass = ceiling.run();

    assertThat(pass.texts()).isEqualTo(40);
    assertThat(pass.tokens()).isLessThanOrEqualTo(pass.paddedTokens());
    assertThat(pass.elapsed()).isPositive();
  }

  private static Callable<Boolean> checksOwnVector(
      int call, List<String> texts, List<float[]> expected) {
    int text = call % texts.size();
    Lane lane = LANES.get(call % LANES.size());
    return () -> {
      float[] vector = vector(engine.submit(EmbeddingRequest.document(texts.get(text), lane)));
      return cosine(vector, expected.get(text)) > 1 - 1e-5;
    };
  }

  private static List<String> randomTexts(int count) {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> "text %d ".formatted(i) + "river stone ".repeat(random.nextInt(1, 30)))
        .toList();
  }

  private static EmbeddingRequest document(String text) {
    return EmbeddingRequest.document(text, Lane.STREAM);
  }

  private static Embedded embedded(String text) throws InterruptedException {
    return (Embedded) engine.submit(document(text)).join();
  }

  private static Refused refused(String text) throws InterruptedException {
    return (Refused) engine.submit(document(text)).join();
  }

  private static float[] vector(CompletableFuture<EmbeddingResult> result) {
    return ((Embedded) result.join()).vector();
  }

  private static double cosine(float[] a, float[] b) {
    return Vectors.cosine(a, b, a.length);
  }
}
