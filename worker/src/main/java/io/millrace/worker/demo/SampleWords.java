package io.millrace.worker.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The words of the bundled sample, as often as they occur there: English as a model knows it. */
public final class SampleWords {
  private static final Pattern WORD = Pattern.compile("\\b[a-z]{2,}\\b");

  private SampleWords() {}

  public static List<String> read() {
    try (BufferedReader lines = new DemoInput(Optional.empty(), List.of()).open()) {
      return lines
          .lines()
          .flatMap(line -> WORD.matcher(line).results().map(MatchResult::group))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
