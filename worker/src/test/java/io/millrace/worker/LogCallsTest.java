package io.millrace.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final List<String> MODULES = List.of("schemas", "topology", "worker");
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
    assertThat(calls(call)).containsExactly(call);
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
    List<String> calls = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> sources = Files.walk(root().resolve(module).resolve("src/main/java"))) {
        for (Path source : sources.filter(Files::isRegularFile).toList()) {
          calls.addAll(calls(Files.readString(source)));
        }
      }
    }
    return calls;
  }

  private static List<String> calls(String source) {
    return CALL.matcher(source).results().map(MatchResult::group).toList();
  }

  /** Tests run in the folder of their module. */
  private static Path root() {
    return requireNonNull(Path.of("").toAbsolutePath().getParent());
  }
}
