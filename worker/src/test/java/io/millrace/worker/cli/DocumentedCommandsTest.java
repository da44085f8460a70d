package io.millrace.worker.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands that the documents name exist, and so do their options. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");

  /** Up to the end of a line, a code span, a cell or a comment. */
  private static final Pattern CALL = Pattern.compile("\\./millrace ([^`|#\n]+)");

  private static final Pattern WORD = Pattern.compile("[a-z]+");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(root, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .toList()
          .stream();
    }
  }

  static List<String> calls(Path document) throws IOException {
    return CALL.matcher(Files.readString(document))
        .results()
        .map(call -> call.group(1).strip())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void commandsOfADocumentExistWithTheirOptions(Path document) throws IOException {
    for (String call : calls(document)) {
      Iterator<String> words =
          Arrays.stream(call.split("[\\s\\[\\]]+")).filter(word -> !word.isEmpty()).iterator();
      CommandLine command = MillraceCommand.commandLine();
      while (words.hasNext()) {
        String word = words.next();
        if (word.startsWith("--")) {
          assertThat(command.getCommandSpec().optionsMap()).as(call).containsKey(word);
        } else if (!command.getSubcommands().isEmpty() && WORD.matcher(word).matches()) {
          assertThat(command.getSubcommands()).as(call).containsKey(word);
          command = requireNonNull(command.getSubcommands().get(word));
        }
      }
    }
  }

  @Test
  void everyCommandStandsInTheReadme() throws IOException {
    List<String> calls = calls(ROOT.resolve("README.md"));

    assertThat(MillraceCommand.commandLine().getSubcommands().keySet())
        .allSatisfy(
            name -> assertThat(calls).as(name).anyMatch(call -> call.matches(name + "(\\s.*)?")));
  }
}
