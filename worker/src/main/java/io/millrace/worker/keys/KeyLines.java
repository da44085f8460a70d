package io.millrace.worker.keys;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.worker.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * API keys as people write them: a line of YAML each. Messages quote neither a secret nor a hash,
 * nor a name that could be one.
 *
 * @param origin the key of the configuration that they come from
 */
public record KeyLines(String origin) {
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private static final String SECTION = "keys";

  /** Shorter than any secret that {@link Secret} takes, and than a hash. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,30}");

  /**
   * The line that adds a key.
   *
   * @throws ConfigException if its name or a limit cannot be one
   */
  public String line(ApiKey key, String sha256) {
    requireName(key.name(), "the key");
    StringBuilder line = new StringBuilder("  %s: {sha256: %s".formatted(key.name(), sha256));
    line.append(", lane: ").append(key.lane().name().toLowerCase(Locale.ROOT));
    key.tokensPerMinute().ifPresent(limit -> line.append(", tokensPerMinute: ").append(limit));
    key.concurrency().ifPresent(limit -> line.append(", concurrency: ").append(limit));
    List<HashedKey> _ = parse(SECTION + ":\n" + line.append('}'));
    return line.toString();
  }

  /**
   * @throws ConfigException if a key cannot be used
   */
  List<HashedKey> parse(String yaml) {
    List<HashedKey> keys = new ArrayList<>();
    for (Map.Entry<String, JsonNode> written : section(yaml).properties()) {
      String name = requireName(written.getKey(), "key %d".formatted(keys.size() + 1));
      add(new KeyFields(origin, name, written.getValue()).key(), keys);
    }
    return List.copyOf(keys);
  }

  private ObjectNode section(String yaml) {
    if (tree(yaml) instanceof ObjectNode root
        && root.size() == 1
        && root.get(SECTION) instanceof ObjectNode keys) {
      return keys;
    }
    throw new ConfigException(
        "%s: must hold \"keys:\" alone, and under it a name and the fields of each key"
            .formatted(origin));
  }

  /** What the parser says of a syntax error may quote the line. */
  private JsonNode tree(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ConfigException(
          "%s: is no YAML, or has a name twice, at %s"
              .formatted(origin, at == null ? "an unknown line" : "line " + at.getLineNr()));
    }
  }

  private String requireName(String name, String which) {
    if (!NAME.matcher(name).matches()) {
      throw new ConfigException(
          "%s: %s: a name has 1 to 31 letters, digits, '.', '_' and '-', first a letter or digit"
              .formatted(origin, which));
    }
    if (name.equals(ApiKey.ANYBODY.name())) {
      throw new ConfigException(
          "%s: %s: the name stands for those without a key".formatted(origin, name));
    }
    return name;
  }

  /**
   * Adds a key to others, of this origin or another.
   *
   * @throws ConfigException if one of them has its name or its secret
   */
  void add(HashedKey key, List<HashedKey> others) {
    String name = key.key().name();
    for (HashedKey other : others) {
      if (other.key().name().equals(name)) {
        throw new ConfigException("%s: %s: there is such a key already".formatted(origin, name));
      }
      if (other.hasSecretOf(key)) {
        throw new ConfigException(
            "%s: %s: sha256 is that of %s too; each key has a secret of its own"
                .formatted(origin, name, other.key().name()));
      }
    }
    others.add(key);
  }
}
