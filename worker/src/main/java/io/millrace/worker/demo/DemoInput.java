package io.millrace.worker.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.local.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The documents of a demo: the bundled sample or a person's own file.
 *
 * @param file one JSON object a line; empty for the sample
 * @param textFields fields of a JSON value that make the text
 */
public record DemoInput(Optional<Path> file, List<String> textFields) {
  private static final String SAMPLE = "/sample/documents.jsonl";
  private static final String SEARCHES = "/sample/searches.json";

  public DemoInput {
    textFields = List.copyOf(textFields);
  }

  String name() {
    return file.map(Path::toString).orElse("the bundled sample");
  }

  BufferedReader open() {
    if (file.isEmpty()) {
      return new BufferedReader(new InputStreamReader(resource(SAMPLE), StandardCharsets.UTF_8));
    }
    try {
      return Files.newBufferedReader(file.get());
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + file.get());
    } catch (IOException e) {
      throw new InputException("cannot read %s: %s".formatted(file.get(), e.getMessage()));
    }
  }

  long countLines() throws IOException {
    try (BufferedReader lines = open()) {
      return lines.lines().filter(line -> !line.isBlank()).count();
    }
  }

  /**
   * The searches that show what the sample can do; on other documents they find what is nearest.
   */
  List<String> searches() {
    try (InputStream searches = resource(SEARCHES)) {
      return List.of(new JsonMapper().readValue(searches, Example[].class)).stream()
          .map(Example::query)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(SEARCHES, e);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(DemoInput.class.getResourceAsStream(name), name);
  }

  private record Example(String query, String expect) {}
}
