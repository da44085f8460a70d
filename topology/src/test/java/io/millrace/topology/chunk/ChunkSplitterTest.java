package io.millrace.topology.chunk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.topology.FakeEmbedder;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkSplitterTest {
  private static final int MAX_TOKENS = 16;
  private static final String FAMILY = "👨‍👩‍👧‍👦";

  @Test
  void textThatFitsIsOneChunkAsItIs() {
    assertThat(chunks(" two  words. ", 0, FakeEmbedder::tokensOf)).containsExactly(" two  words. ");
  }

  @Test
  void textIsCutBetweenSentences() {
    String text = "One two three four five six. Seven eight nine. Ten eleven twelve thirteen. ";

    assertThat(chunks(text.repeat(3), 0, FakeEmbedder::tokensOf))
        .hasSizeBetween(3, 6)
        .allMatch(chunk -> chunk.matches("(One|Seven|Ten) .*(six|nine|thirteen)\\."));
  }

  @Test
  void lastSentencesOfAChunkOpenTheNext() {
    String text = "One two three four five six seven eight. Nine ten. Eleven twelve thirteen.";

    assertThat(chunks(text + " Fourteen fifteen sixteen.", 3, FakeEmbedder::tokensOf))
        .containsExactly(
            "One two three four five six seven eight.",
            "Nine ten. Eleven twelve thirteen. Fourteen fifteen sixteen.");
  }

  @Test
  void ordinalsCountFromZero() {
    List<Chunk> chunks = split("word ".repeat(100).strip(), 0, FakeEmbedder::tokensOf);

    assertThat(chunks)
        .extracting(Chunk::ordinal)
        .containsExactlyElementsOf(IntStream.range(0, chunks.size()).boxed().toList());
  }

  @Test
  void sentenceThatDoesNotFitIsCutBetweenWords() {
    assertThat(chunks("word ".repeat(100), 0, FakeEmbedder::tokensOf))
        .hasSizeGreaterThan(6)
        .allMatch(chunk -> chunk.matches("(word )*word"));
  }

  @Test
  void wordThatDoesNotFitIsCut() {
    assertThat(String.join("", chunks("x".repeat(1_000), 0, ChunkSplitterTest::codePoints)))
        .isEqualTo("x".repeat(1_000));
  }

  @Test
  void textOfOneTokenIsCutByItsCharacters() {
    assertThat(chunks("x".repeat(1_000), 0, FakeEmbedder::tokensOf))
        .allMatch(chunk -> chunk.length() <= 16 * MAX_TOKENS)
        .hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {FAMILY, "🇩🇪", "é́", "👍🏽", "각"})
  void clusterIsNotCutInHalf(String cluster) {
    assertThat(chunks(cluster.repeat(50), 0, ChunkSplitterTest::codePoints))
        .hasSizeGreaterThan(1)
        .allSatisfy(chunk -> assertThat(chunk.replace(cluster, "")).isEmpty());
  }

  @Test
  void clusterThatDoesNotFitIsCutBetweenCodePoints() {
    String endless = "👨" + "‍👩".repeat(100);

    List<String> chunks = chunks(endless, 0, ChunkSplitterTest::codePoints);

    assertThat(String.join("", chunks)).isEqualTo(endless);
    assertThat(chunks).allSatisfy(ChunkSplitterTest::hasWholeCodePoints);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "👨", "👨x", "x👨", "👨👩x"})
  void codePointThatDoesNotFitIsLeftToTheModelWhole(String text) {
    ToIntFunction<String> greedy = part -> 20 * part.codePointCount(0, part.length());

    assertThat(chunks(text, 0, greedy))
        .containsExactlyElementsOf(text.codePoints().mapToObj(Character::toString).toList());
  }

  @Test
  void overlapGivesWayWhenTheWholeHasMoreTokensThanItsParts() {
    String last = "Three four five six seven eight nine ten eleven twelve thirteen fourteen.";
    ToIntFunction<String> jointCosts =
        text -> FakeEmbedder.tokensOf(text) + (text.contains("two. Three") ? 1 : 0);

    assertThat(chunks("And one. And two. " + last, 8, jointCosts))
        .containsExactly("And one. And two.", last);
  }

  @Test
  void overlapGivesWayWhenTheWholeHasTooManyCharacters() {
    String hundred = "A" + "b".repeat(98) + ".";
    String twoHundred = "A" + "b".repeat(198) + ".";

    assertThat(chunks(hundred + " " + hundred + " " + twoHundred, 8, FakeEmbedder::tokensOf))
        .containsExactly(hundred + " " + hundred, twoHundred);
  }

  @Test
  void specialTokensThatLeaveNoRoomAreRefused() {
    ChunkSettings settings = new ChunkSettings(MAX_TOKENS, 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkSplitter(settings, text -> 9 + text.length()))
        .withMessageContaining("at least 17");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyTextIsCutIntoChunksThatFitAndLosesNothing(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 25; round++) {
      String text = randomText(random);
      int overlap = random.nextInt(MAX_TOKENS / 2 + 1);
      ToIntFunction<String> tokens =
          random.nextBoolean() ? ChunkSplitterTest::codePoints : FakeEmbedder::tokensOf;

      List<String> chunks = chunks(text, overlap, tokens);

      assertThat(chunks)
          .as("seed %d, round %d, overlap %d", seed, round, overlap)
          .isNotEmpty()
          .isEqualTo(chunks(text, overlap, tokens))
          .allMatch(chunk -> tokens.applyAsInt(chunk) <= MAX_TOKENS)
          .allSatisfy(ChunkSplitterTest::hasWholeCodePoints);
      assertCovers(text, chunks, "seed %d, round %d".formatted(seed, round));
    }
  }

  static List<String> megabytes() {
    int million = 1 << 20;
    return List.of(
        "x".repeat(million),
        "word ".repeat(million / 5),
        "A short sentence. ".repeat(million / 18),
        "日本語".repeat(million / 3),
        "ภาษาไทย".repeat(million / 7),
        FAMILY.repeat(million / FAMILY.length()),
        "e" + "\u0301".repeat(million),
        "👨" + "‍👩".repeat(million / 3),
        "\n".repeat(million) + "x",
        "1.".repeat(million / 2));
  }

  @ParameterizedTest
  @MethodSource("megabytes")
  @Timeout(value = 20, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void megabyteIsCutInReasonableTime(String text) {
    assertThat(chunks(text, 4, ChunkSplitterTest::codePoints)).isNotEmpty();
  }

  /** Tokens: one for each code point, two special ones. */
  private static int codePoints(String text) {
    return 2 + text.codePointCount(0, text.length());
  }

  private static List<String> chunks(
      String text, int overlapTokens, ToIntFunction<String> countTokens) {
    return split(text, overlapTokens, countTokens).stream().map(Chunk::text).toList();
  }

  private static List<Chunk> split(
      String text, int overlapTokens, ToIntFunction<String> countTokens) {
    return new ChunkSplitter(new ChunkSettings(MAX_TOKENS, overlapTokens), countTokens)
        .split(new Document("d", text, Map.of(), 0))
        .chunks();
  }

  /** Chunks in order, each found at or behind the start of the one before, leave only space out. */
  private static void assertCovers(String text, List<String> chunks, String which) {
    BitSet covered = new BitSet(text.length());
    int end = 0;
    for (String chunk : chunks) {
      int start = startOf(text, chunk, end);
      assertThat(start).as("%s: \"%s\" of \"%s\"", which, chunk, text).isNotNegative();
      end = start + chunk.length();
      covered.set(start, end);
    }
    covered.flip(0, text.length());
    assertThat(covered.stream().mapToObj(text::charAt)).as(which).allMatch(Character::isWhitespace);
  }

  /** The last start from which a chunk still leaves nothing but space uncovered in front of it. */
  private static int startOf(String text, String chunk, int coveredEnd) {
    int limit = coveredEnd;
    while (limit < text.length() && Character.isWhitespace(text.charAt(limit))) {
      limit++;
    }
    return text.lastIndexOf(chunk, limit);
  }

  private static void hasWholeCodePoints(String chunk) {
    assertThat(chunk.codePoints())
        .noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }

  private static String randomText(Random random) {
    List<String> parts =
        List.of(
            "a", "Word", "long-winded", ". ", "! ", " ", "\n\n", "é", "日本", FAMILY, "👍🏽", ", ");
    StringBuilder text = new StringBuilder("Start");
    int length = random.nextInt(300);
    for (int part = 0; part < length; part++) {
      text.append(parts.get(random.nextInt(parts.size())));
      if (random.nextInt(20) == 0) {
        text.append(part);
      }
    }
    return text.toString();
  }
}
