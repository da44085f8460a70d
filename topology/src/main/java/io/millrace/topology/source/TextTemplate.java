package io.millrace.topology.source;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text with places for fields, as in <code>{title}\n\n{body}</code>.
 *
 * @param pattern the template as written
 * @param fields the fields it names, in the order of their first place
 */
public record TextTemplate(String pattern, Set<String> fields) {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

  /** A template without a place for a field would embed the same text for every document. */
  public TextTemplate(String pattern) {
    this(pattern, namesIn(pattern));
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          "template \"%s\" names no field, for example {text}".formatted(pattern));
    }
  }

  /** Fields one below the other with an empty line between them. */
  public static TextTemplate joining(List<String> fields) {
    return new TextTemplate(
        fields.stream().map(field -> "{" + field + "}").collect(Collectors.joining("\n\n")));
  }

  private static Set<String> namesIn(String pattern) {
    return PLACE
        .matcher(pattern)
        .results()
        .map(place -> place.group(1))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The text with every place filled; surrounding white space is cut off. */
  String fill(Map<String, String> values) {
    return PLACE
        .matcher(pattern)
        .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "")))
        .strip();
  }
}
