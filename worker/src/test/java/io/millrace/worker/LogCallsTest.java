package io.millrace.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log calls of all main sources hand over. */
class LogCallsTest {
  private static final String LITERAL = "\"(?:\\\\.|[^\"\\\\])*\"";
  private static final Pattern CALL =
      Pattern.compile("\\bLOG\\s*\\.(?:%s|[^;\"])*;".formatted(LITERAL));

  /** A name that stands for what a document or a request contains; how much of it may be told. */
  private static final Pattern CONTENT =
      Pattern.compile(
          "\\b(?:text|vector|body|value|embedding|document|chunk|input|prompt|content|\\w+(?:Text"
              + "|Vector|Body|Value|Embedding|Document|Chunk|Input|Prompt|Content))s?\\b"
              + "(?!(?:\\(\\))?\\s*\\.\\s*(?:size|length|ordinal|id))");

  private static final Pattern KEY = Pattern.compile("addKeyValue\\(\\s*\"([^\"]*)\"");

  /** Fields that every event has in the JSON format. */
  private static final Set<String> RESERVED =
      Set.of("timestamp", "level", "logger", "thread", "message", "exception");

  @Test
  void noCallHandsOverContent() throws IOException {
    assertThat(calls())
        .isNotEmpty()
        .allSatisfy(call ->
            assertThat(CONTENT.matcher(withoutNames(call)).results().map(MatchResult::group))
                .as(call)
                .isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOG.info(\"got {}\", text);",
        "LOG.debug(\"got; {}\", chunk.text());",
        "LOG.atWarn().addKeyValue(\"first\", vectors.getFirst()).log(\"odd\");",
        "LOG.error(\"no {}\", requestBody);",
        "LOG.warn(record.value());"
      })
  void aCallThatHandsOverContentIsSeen(String call) {
    assertThat(CALL.matcher(call).results().map(MatchResult::group)).containsExactly(call);
    assertThat(CONTENT.matcher(withoutNames(call)).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOG.info(\"{} texts\", texts.size());",
        "LOG.info(\"{} bytes\", body.length);",
        "LOG.info(\"{}\", context.topic());"
      })
  void howMuchContentThereIsMayBeTold(String call) {
    assertThat(CONTENT.matcher(withoutNames(call)).find()).isFalse();
  }

  @Test
  void noKeyIsAFieldThatEveryEventHas() throws IOException {
    assertThat(calls().stream().flatMap(call -> KEY.matcher(call).results()))
        .isNotEmpty()
        .extracting(match -> match.group(1))
        .doesNotContainAnyElementsOf(RESERVED);
  }

  /** What it says itself, and the methods of the logger, may be called as they like. */
  private static String withoutNames(String call) {
    return call.replaceAll(LITERAL, "").replace("addKeyValue", "");
  }

  private static List<String> calls() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/main/java/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(100);
      return sources.stream()
          .flatMap(file -> CALL.matcher(read(file)).results())
          .map(MatchResult::group)
          .toList();
    }
  }

  /** Of all modules; tests run in the folder of theirs. */
  private static Path root() {
    return requireNonNull(Path.of("").toAbsolutePath().getParent());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
