package io.millrace.topology.chunk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten million characters of anything take time and tokens in proportion to a normal text. */
class HugeTextTest {
  private static final int CHARS = 10_000_000;
  private static final int MAX_TOKENS = 512;

  static Stream<Arguments> texts() {
    return Stream.of(
            Stream.of(
                    text("one word", "", "x"),
                    text("words", "", "word "),
                    text("full stops", "", "a. "),
                    text("newlines", "", "\n"),
                    text("combining characters", "e", "\u0301"),
                    text("joined emoji", "👨", "\u200d👩"),
                    text("Japanese", "", "日本語"),
                    text("Thai", "", "ภาษาไทย"),
                    prose())
                .flatMap(text ->
                    Stream.of(ChunkStrategy.SENTENCES, ChunkStrategy.TOKENS)
                        .map(strategy -> Arguments.of(text, strategy))),
            Stream.of(
                    text("one word", "", "x"),
                    text("code without an end", "```\n", "int number = 1;\n"),
                    text("blank lines of code", "```\nx\n", "\n"),
                    text("headings", "", "# Heading\n\n"),
                    text("long headings", "", "# " + "Heading ".repeat(12) + "\n\n"),
                    text("quotes", "", ">"),
                    text("lines of quotes", "", ">".repeat(500) + "x\n"),
                    text("lists", "", "- "),
                    text("blank lines in lists", "- ".repeat(500) + "x\n", "\n"),
                    text("link definitions", "", "[a]: b\n"),
                    text("table", "| a | b |\n|---|---|\n", "| c | d |\n"),
                    text("wide table", "|a".repeat(50_000) + "\n" + "|-".repeat(50_000), "\n|b"),
                    text("lines of a paragraph", "", "a|b\n"),
                    prose())
                .map(text -> Arguments.of(text, ChunkStrategy.MARKDOWN)))
        .flatMap(Function.identity());
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("texts")
  @Timeout(value = 180, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void textIsCutWithFewTokensCounted(HugeText huge, ChunkStrategy strategy) {
    String text = huge.make().get();
    TestTokens tokens = new TestTokens();
    ChunkSplitter splitter =
        new ChunkSplitter(new ChunkSettings(strategy, 256, MAX_TOKENS, 32), tokens::count);

    List<Chunk> chunks = splitter.split(new Document("d", text, Map.of(), 0)).chunks();

    assertThat(tokens.chars()).isLessThan(4L * text.length());
    assertThat(chunks)
        .isNotEmpty()
        .allMatch(chunk -> tokens.count(chunk.text()) <= MAX_TOKENS)
        .allMatch(chunk -> chunk.text().length() <= 16 * MAX_TOKENS);
  }

  /**
   * @param make only when the text is needed: all of them do not fit the heap
   */
  record HugeText(String name, Supplier<String> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static HugeText text(String name, String first, String part) {
    return new HugeText(
        name, () -> first + part.repeat((CHARS - first.length()) / part.length()) + "x");
  }

  private static HugeText prose() {
    return new HugeText(
        "prose",
        () -> String.join("\n\n", RandomTexts.MARKDOWN.paragraphs(new Random(1), CHARS / 150)));
  }
}
