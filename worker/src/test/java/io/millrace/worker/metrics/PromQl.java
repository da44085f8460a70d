package io.millrace.worker.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names in a PromQL expression: enough of the language for what dashboards and rules say.
 *
 * @param metrics labels that a metric is selected by, by the metric's name
 * @param grouping labels of by, on and the like
 */
record PromQl(Map<String, Set<String>> metrics, Set<String> grouping) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<string>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
              + "|(?<range>\\[[^]]*])"
              + "|(?<number>(?<![a-zA-Z_:])[0-9][0-9.a-zA-Z]*)"
              + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "|(?<mark>[{}()])");
  private static final Set<String> GROUPING =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

  static PromQl of(String expression) {
    PromQl names = new PromQl(new TreeMap<>(), new TreeSet<>());
    Matcher token = TOKEN.matcher(expression);
    String metric = null;
    boolean inSelector = false;
    boolean inGrouping = false;
    while (token.find()) {
      String mark = token.group("mark");
      String name = token.group("name");
      if (mark != null) {
        inSelector = mark.equals("{") || (inSelector && !mark.equals("}"));
        inGrouping = inGrouping && !mark.equals(")");
      } else if (name != null && inSelector) {
        names.labelsOf(metric).add(name);
      } else if (name != null && inGrouping) {
        names.grouping().add(name);
      } else if (name != null && GROUPING.contains(name)) {
        inGrouping = true;
      } else if (name != null && isMetric(name, expression, token.toMatchResult())) {
        metric = name;
        var _ = names.labelsOf(metric);
      }
    }
    return names;
  }

  private Set<String> labelsOf(@Nullable String metric) {
    return metrics.computeIfAbsent(String.valueOf(metric), _ -> new TreeSet<>());
  }

  /** Functions and aggregations are called, or grouped in front of their call. */
  private static boolean isMetric(String name, String expression, MatchResult token) {
    String behind = expression.substring(token.end()).stripLeading();
    return !WORDS.contains(name.toLowerCase(Locale.ROOT))
        && !behind.startsWith("(")
        && GROUPING.stream().noneMatch(word -> behind.matches("(?s)" + word + "\\s*\\(.*"));
  }
}
