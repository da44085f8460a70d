package io.millrace.topology.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An edit costs the embedding of the chunks around it, wherever it is in the document. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChunkStabilityTest {
  private static final int TARGET_TOKENS = 256;

  /** Hashes decide, so that one in a hundred edits changes one more than three chunks. */
  private static final int MOST_NEW_CHUNKS = 4;

  private static final int DOCUMENTS = 5;
  private static final int EDITS_OF_EACH = 12;

  private final TestTokens tokens = new TestTokens();

  static Stream<Arguments> strategies() {
    return Stream.of(RandomTexts.values())
        .flatMap(texts ->
            Stream.of(
                    texts == RandomTexts.MARKDOWN
                        ? ChunkStrategy.MARKDOWN
                        : ChunkStrategy.SENTENCES,
                    ChunkStrategy.TOKENS)
                .flatMap(strategy ->
                    Stream.of(0, 32).map(overlap -> Arguments.of(texts, strategy, overlap))));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void editChangesOnlyNeighbours(RandomTexts texts, ChunkStrategy strategy, int overlapTokens) {
    ChunkSettings settings =
        new ChunkSettings(
            strategy,
            TARGET_TOKENS,
            TARGET_TOKENS + TARGET_TOKENS / 4 + overlapTokens,
            overlapTokens);
    ChunkSplitter splitter = new ChunkSplitter(settings, tokens::count);
    TreeMap<Integer, Integer> distribution = new TreeMap<>();
    double fill = 0;

    for (int seed = 0; seed < DOCUMENTS; seed++) {
      Random random = new Random(seed);
      List<String> paragraphs = texts.paragraphs(random, 200);
      List<String> before = chunks(splitter, paragraphs);
      assertThat(before).hasSizeGreaterThanOrEqualTo(40);
      fill += before.stream().mapToInt(tokens::count).average().orElseThrow() / TARGET_TOKENS;
      for (int edit = 0; edit < EDITS_OF_EACH; edit++) {
        List<String> after = chunks(splitter, edited(texts, paragraphs, edit, random));
        distribution.merge(added(before, after), 1, Integer::sum);
      }
    }

    double mean =
        distribution.entrySet().stream().mapToInt(e -> e.getKey() * e.getValue()).sum()
            / (double) (DOCUMENTS * EDITS_OF_EACH);
    System.out.printf(
        "%s %s overlap %d: fill %.2f, new chunks per edit: mean %.2f, %s%n",
        texts, strategy, overlapTokens, fill / DOCUMENTS, mean, distribution);
    assertThat(distribution.lastKey()).isLessThanOrEqualTo(MOST_NEW_CHUNKS);
    assertThat(mean).isLessThan(2);
    assertThat(fill / DOCUMENTS).isGreaterThan(0.6);
  }

  private static List<String> edited(
      RandomTexts texts, List<String> paragraphs, int edit, Random random) {
    List<String> edited = new ArrayList<>(paragraphs);
    int at =
        random
            .ints(0, edited.size())
            .filter(i -> !reachesFar(edited.get(i)))
            .findFirst()
            .orElseThrow();
    switch (edit % 4) {
      case 0 -> edited.add(at, paragraph(texts, random));
      case 1 -> edited.remove(at);
      case 2 -> edited.set(at, paragraph(texts, random));
      default -> edited.set(at, edited.get(at) + " " + texts.sentence(random));
    }
    return edited;
  }

  /**
   * A heading stands in front of each chunk of its section, and a block of code reaches to the end
   * of the text if a sentence is added to its last line.
   */
  private static String paragraph(RandomTexts texts, Random random) {
    return Stream.generate(() -> texts.paragraph(random))
        .filter(paragraph -> !reachesFar(paragraph))
        .findFirst()
        .orElseThrow();
  }

  private static boolean reachesFar(String paragraph) {
    return paragraph.startsWith("#") || paragraph.startsWith("`");
  }

  private static List<String> chunks(ChunkSplitter splitter, List<String> paragraphs) {
    Document document = new Document("d", String.join("\n\n", paragraphs), Map.of(), 0);
    return splitter.split(document).chunks().stream().map(Chunk::text).toList();
  }

  private static int added(List<String> before, List<String> after) {
    Map<String, Integer> known = new HashMap<>();
    before.forEach(chunk -> known.merge(chunk, 1, Integer::sum));
    return (int) after.stream().filter(chunk -> known.merge(chunk, -1, Integer::sum) < 0).count();
  }
}
