package io.millrace.topology.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownChunksTest {
  private static final int TARGET_TOKENS = 64;
  private static final int MAX_TOKENS = 128;
  private static final String PARAGRAPH = "Ten words of prose that stand for any other paragraph. ";

  @Test
  void chunkWithinASectionNamesItsHeadings() {
    String text = "Guide\n=====\n\nInstall\n---\n\n### Linux ###\n\n" + PARAGRAPH.repeat(12);

    List<String> chunks = chunks(text);

    assertThat(chunks.getFirst())
        .startsWith("Guide\n=====\n\nInstall\n---\n\n### Linux ###\n\nTen");
    assertThat(chunks.subList(1, chunks.size()))
        .isNotEmpty()
        .allMatch(chunk -> chunk.startsWith("Guide > Install > Linux\n\nTen words"));
  }

  @Test
  void chunkThatOpensWithAHeadingNamesOnlyTheOnesAbove() {
    String text =
        "# Guide\n\n## Install\n\n"
            + PARAGRAPH.repeat(4)
            + "\n\n### Linux\n\n"
            + PARAGRAPH.repeat(4);

    assertThat(chunks(text)).last().asString().startsWith("Guide > Install\n\n### Linux\n\nTen");
  }

  @Test
  void sectionsAreCutBeforeParagraphs() {
    String section = "\n\n" + (PARAGRAPH + "\n\n").repeat(3);

    assertThat(chunks("# A" + section + "# B" + section + "# C" + section))
        .hasSize(3)
        .allMatch(chunk -> chunk.startsWith("# "));
  }

  @Test
  void longBreadcrumbIsShortenedFromTheFront() {
    String title = "A title of sixteen words that together with the one below it is far too long";

    assertThat(chunks("# " + title + "\n\n## Short\n\n" + PARAGRAPH.repeat(12)))
        .last()
        .asString()
        .startsWith("Short\n\nTen words");
  }

  @ParameterizedTest
  @ValueSource(strings = {"```\n%s```\n", "~~~ java\n%s~~~\n", "<!--\n%s-->\n", "```\n%s"})
  void blockThatFitsIsWhole(String frame) {
    String block = frame.formatted("# no heading\n\n" + "int number = 1;\n".repeat(14)).strip();

    assertThat(chunks(PARAGRAPH.repeat(5) + "\n\n" + block))
        .anyMatch(chunk -> chunk.contains(block));
  }

  @Test
  void indentedCodeThatFitsIsWhole() {
    String block = "    int number = 1;\n".repeat(14).strip();

    assertThat(chunks(PARAGRAPH.repeat(5) + "\n\n    " + block + "\n\n" + PARAGRAPH.repeat(5)))
        .anyMatch(chunk -> chunk.contains(block));
  }

  @Test
  void codeThatDoesNotFitIsCutAtLineEnds() {
    String code = numbered(100, "int number%d = 1;");

    assertThat(chunks("```\n" + code + "\n```"))
        .hasSizeGreaterThan(3)
        .allMatch(chunk -> chunk.matches("(?s)(```|int).*(```|;)"));
  }

  @Test
  void tableThatFitsIsWhole() {
    String table = "| name | value |\n|:---|---:|\n" + numbered(10, "| row %d | 1 |");

    assertThat(chunks(PARAGRAPH.repeat(8) + "\n\n" + table))
        .anyMatch(chunk -> chunk.contains(table));
  }

  @Test
  void tableThatDoesNotFitRepeatsItsHead() {
    String head = "| name | value |\n|:---|---:|\n";
    String text = "# Numbers\n\n" + head + numbered(60, "| row %d | 1 |") + "\n\n" + PARAGRAPH;

    List<String> chunks = chunks(text);

    assertThat(chunks.subList(1, chunks.size() - 1))
        .hasSizeGreaterThan(3)
        .allMatch(chunk -> chunk.startsWith("Numbers\n\n" + head + "| row "));
  }

  @Test
  void repeatedHeadIsOutsideTheOffsets() {
    String text = "| name | value |\n|:---|---:|\n" + numbered(60, "| row %d | 1 |");

    Chunk last = split(text).getLast();

    assertThat(text.substring(last.start(), last.end())).startsWith("| row ");
  }

  @Test
  void listIsCutBetweenItems() {
    String item = "- " + PARAGRAPH + "\n  " + PARAGRAPH + "\n";

    assertThat(chunks(item.repeat(12)))
        .hasSizeGreaterThan(3)
        .allMatch(chunk -> chunk.startsWith("- "));
  }

  @Test
  void frontMatterIsNoHeading() {
    String text = "---\ntitle: Guide\n# a comment\n---\n\n" + PARAGRAPH.repeat(12);

    List<String> chunks = chunks(text);

    assertThat(chunks.getFirst()).startsWith("---\ntitle: Guide\n# a comment\n---");
    assertThat(chunks.getLast()).startsWith("Ten words");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void anyLineEndIsOne(String lineEnd) {
    String text = "# Guide\n\n## Install\n\n" + PARAGRAPH.repeat(12);

    assertThat(chunks(text.replace("\n", lineEnd)))
        .last()
        .asString()
        .startsWith("Guide > Install\n");
  }

  @Test
  void noChunkIsTooLong() {
    String text =
        "# Guide\n\n"
            + PARAGRAPH.repeat(20)
            + "\n\n## Code\n\n```\n"
            + numbered(100, "int number%d = 1;")
            + "\n```\n";

    assertThat(chunks(text)).allMatch(chunk -> new TestTokens().count(chunk) <= MAX_TOKENS);
  }

  private static String numbered(int count, String line) {
    return IntStream.range(0, count).mapToObj(line::formatted).collect(Collectors.joining("\n"));
  }

  private static List<String> chunks(String text) {
    return split(text).stream().map(Chunk::text).toList();
  }

  private static List<Chunk> split(String text) {
    ChunkSettings settings =
        new ChunkSettings(ChunkStrategy.MARKDOWN, TARGET_TOKENS, MAX_TOKENS, 0);
    return new ChunkSplitter(settings, new TestTokens()::count)
        .split(new Document("d", text, Map.of(), 0))
        .chunks();
  }
}
