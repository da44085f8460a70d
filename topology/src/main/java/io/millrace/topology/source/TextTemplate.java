package io.millrace.topology.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text with places for fields, as in <code>{title}\n\n{author.name}</code>.
 *
 * @param pattern the template as written
 * @param paths the fields it names, as written, in the order of their first place
 */
public record TextTemplate(String pattern, Map<String, FieldPath> paths) {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

  public TextTemplate {
    paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
  }

  /**
   * A template without a place for a field would embed the same text for every document.
   *
   * @throws IllegalArgumentException if it names no field, or one with an empty name
   */
  public TextTemplate(String pattern) {
    this(pattern, pathsIn(pattern));
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "template \"%s\" names no field, for example {text}".formatted(pattern));
    }
  }

  /** Fields one below the other with an empty line between them. */
  public static TextTemplate joining(List<String> fields) {
    return new TextTemplate(
        fields.stream().map(field -> "{" + field + "}").collect(Collectors.joining("\n\n")));
  }

  private static Map<String, FieldPath> pathsIn(String pattern) {
    Map<String, FieldPath> paths = new LinkedHashMap<>();
    PLACE
        .matcher(pattern)
        .results()
        .map(place -> place.group(1))
        .forEach(written -> paths.put(written, path(pattern, written)));
    return paths;
  }

  private static FieldPath path(String pattern, String written) {
    try {
      return FieldPath.of(written);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "template \"%s\": %s".formatted(pattern, e.getMessage()), e);
    }
  }

  /**
   * The text with every place filled; surrounding white space is cut off.
   *
   * @param values by field as written
   */
  String fill(Map<String, String> values) {
    return PLACE
        .matcher(pattern)
        .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "")))
        .strip();
  }
}
