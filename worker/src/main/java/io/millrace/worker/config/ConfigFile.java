package io.millrace.worker.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a configuration: the defaults, a file over them. */
public final class ConfigFile {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .withCoercionConfig(
              LogicalType.Boolean,
              numbers -> numbers.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
          .addModule(new SimpleModule().addDeserializer(Duration.class, new DurationReader()))
          .build();

  private final Map<String, String> environment;

  private ConfigFile(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Uses the environment of this process. */
  public static ConfigFile ofThisProcess() {
    return new ConfigFile(System.getenv());
  }

  static ConfigFile with(Map<String, String> environment) {
    return new ConfigFile(Map.copyOf(environment));
  }

  /** The defaults. */
  public WorkerConfig defaults() {
    return bind(withDefaults(YAML.createObjectNode()));
  }

  /**
   * A file over the defaults, or these alone.
   *
   * @throws ConfigException if the file cannot be read or used
   */
  public WorkerConfig readOrDefaults(@Nullable Path file) {
    return file == null ? defaults() : read(file);
  }

  /**
   * A file over the defaults.
   *
   * @throws ConfigException if it cannot be read or used
   */
  public WorkerConfig read(Path file) {
    return bind(withDefaults(tree(content(file), file.toString())));
  }

  /**
   * A configuration written in YAML, over the defaults.
   *
   * @throws ConfigException if it cannot be used
   */
  public WorkerConfig parse(String yaml) {
    return bind(withDefaults(tree(yaml, "the configuration")));
  }

  /** A text as YAML has it whatever it holds. */
  public static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private ObjectNode withDefaults(ObjectNode own) {
    ObjectNode tree = defaultTree();
    SourceSections sources = SourceSections.takeFrom(own);
    new TreeOverlay(own).over(tree);
    sources.putInto(tree);
    new EnvironmentReferences(environment).replaceIn(tree);
    return tree;
  }

  private static ObjectNode defaultTree() {
    try (InputStream defaults = ConfigFile.class.getResourceAsStream("defaults.yaml")) {
      return (ObjectNode) YAML.readTree(Objects.requireNonNull(defaults, "defaults.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException("defaults.yaml", e);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no configuration file " + file);
    } catch (CharacterCodingException e) {
      throw new ConfigException("cannot read %s: it is not UTF-8".formatted(file));
    } catch (IOException e) {
      throw new ConfigException("cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }

  private static ObjectNode tree(String yaml, String name) {
    try {
      JsonNode tree = YAML.readTree(yaml);
      if (tree.isMissingNode() || tree.isNull()) {
        return YAML.createObjectNode();
      }
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new ConfigException(name + " must hold keys and values");
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "%s is no YAML: %s".formatted(name, BindingError.firstLine(e.getOriginalMessage())));
    }
  }

  private static WorkerConfig bind(ObjectNode tree) {
    try {
      return YAML.treeToValue(tree, WorkerConfig.class);
    } catch (JsonMappingException e) {
      throw new BindingError(e).toConfigException();
    } catch (JsonProcessingException e) {
      throw new ConfigException(BindingError.firstLine(e.getOriginalMessage()));
    }
  }
}
