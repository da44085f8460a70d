package io.millrace.worker.metrics;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a scrape in Prometheus' text format exposes.
 *
 * @param labels names of the labels by the name of a metric
 * @param types by the name of a family
 * @param help by the name of a family
 */
record Exposition(
    Map<String, Set<String>> labels, Map<String, String> types, Map<String, String> help) {
  private static final Pattern SAMPLE =
      Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
  private static final Pattern HELP = Pattern.compile("^# HELP (\\S+) (.*)$", Pattern.MULTILINE);

  static Exposition of(String scrape) {
    Map<String, Set<String>> labels = new TreeMap<>();
    SAMPLE
        .matcher(scrape)
        .results()
        .forEach(sample ->
            labels.computeIfAbsent(sample.group(1), _ -> new TreeSet<>()).addAll(labelsOf(sample)));
    return new Exposition(labels, byName(TYPE, scrape), byName(HELP, scrape));
  }

  private static Set<String> labelsOf(MatchResult sample) {
    String written = sample.group(2) == null ? "" : sample.group(2);
    return LABEL
        .matcher(written)
        .results()
        .map(label -> label.group(1))
        .collect(Collectors.toSet());
  }

  private static Map<String, String> byName(Pattern pattern, String scrape) {
    return pattern
        .matcher(scrape)
        .results()
        .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
  }
}
