package io.millrace.topology.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Offsets are code points, so that a reader in any language finds a chunk in its document. */
class ChunkOffsetsTest {
  @ParameterizedTest
  @EnumSource
  void textOfAChunkIsTheStretchBetweenItsOffsets(RandomTexts texts) {
    String text = String.join("\n\n", texts.paragraphs(new Random(3), 60));

    for (ChunkStrategy strategy : ChunkStrategy.values()) {
      assertThat(chunks(text, strategy, 64, 16))
          .allSatisfy(chunk -> assertThat(chunk.text()).endsWith(stretch(text, chunk)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlySpaceIsInNoChunk(RandomTexts texts) {
    String text = String.join("\n\n", texts.paragraphs(new Random(4), 60));

    for (ChunkStrategy strategy : ChunkStrategy.values()) {
      int covered = 0;
      for (Chunk chunk : chunks(text, strategy, 64, 0)) {
        assertThat(stretch(text, covered, chunk.start())).as(strategy.name()).isBlank();
        covered = chunk.end();
      }
      assertThat(covered).isEqualTo(text.codePointCount(0, text.length()));
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE", "SENTENCES", "MARKDOWN", "TOKENS"})
  void textThatFitsTheTargetIsOneChunkAsItIs(ChunkStrategy strategy) {
    String text = " # Title 😀\n\nOne.\n\n## Part\n\nTwo. ";

    assertThat(chunks(text, strategy, 64, 0))
        .containsExactly(new Chunk(0, text, 0, text.codePointCount(0, text.length())));
  }

  @Test
  void textThatIsNotCutIsWholeWhateverItsLength() {
    String text = "word ".repeat(1_000);

    assertThat(chunks(text, ChunkStrategy.NONE, 16, 0))
        .containsExactly(new Chunk(0, text, 0, 5_000));
  }

  @Test
  void textWithoutAnyTokenIsLeftToTheModelInOneChunk() {
    ChunkSplitter splitter = new ChunkSplitter(new ChunkSettings(16, 0), _ -> 2);

    List<Chunk> chunks =
        splitter.split(new Document("d", "\n\n" + "\u200b".repeat(10_000), Map.of(), 0)).chunks();

    assertThat(chunks).hasSize(1).allMatch(chunk -> chunk.text().startsWith("\u200b"));
  }

  private static String stretch(String text, Chunk chunk) {
    return stretch(text, chunk.start(), chunk.end());
  }

  private static String stretch(String text, int from, int to) {
    return text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
  }

  private static List<Chunk> chunks(
      String text, ChunkStrategy strategy, int targetTokens, int overlapTokens) {
    ChunkSettings settings =
        new ChunkSettings(strategy, targetTokens, 2 * targetTokens, overlapTokens);
    return new ChunkSplitter(settings, new TestTokens()::count)
        .split(new Document("d", text, Map.of(), 0))
        .chunks();
  }
}
