package io.millrace.worker.config;

import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.SourceLimits;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.TextTemplate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The whole configuration of a worker. Keys, defaults and their meaning stand in {@code
 * defaults.yaml}, beside this class; a zero or an empty text there means that the value follows
 * from something else.
 *
 * @param kafka properties of every Kafka client, as Kafka names them
 * @param registry properties of the registry client and the value serializer, as Confluent names
 *     them
 */
public record WorkerConfig(
    Map<String, String> kafka,
    Map<String, String> registry,
    Source source,
    Chunks chunks,
    Vectors vectors,
    DeadLetters deadLetters,
    Topics topics,
    Model model,
    Engine engine,
    Streams streams) {
  /** Key, headers, metadata and vector of a record. */
  private static final int BESIDES_VALUE_BYTES = 1 << 20;

  public WorkerConfig {
    kafka = Map.copyOf(kafka);
    registry = Map.copyOf(registry);
    // A stream that reads what it writes never ends.
    requireOther("vectors.topic", vectors.topic(), "source.topic", source.topic());
    requireOther("deadLetters.topic", deadLetters.topic(), "source.topic", source.topic());
    requireOther("deadLetters.topic", deadLetters.topic(), "vectors.topic", vectors.topic());
  }

  /** The same with another registry. */
  public WorkerConfig withRegistry(Map<String, String> other) {
    return new WorkerConfig(
        kafka, other, source, chunks, vectors, deadLetters, topics, model, engine, streams);
  }

  /** The same with other fields that make the text, one below the other. */
  public WorkerConfig withTextFields(List<String> fields) {
    return new WorkerConfig(
        kafka,
        registry,
        source.withTextFields(fields),
        chunks,
        vectors,
        deadLetters,
        topics,
        model,
        engine,
        streams);
  }

  /** Where the brokers are. */
  public String bootstrapServers() {
    return kafka.getOrDefault("bootstrap.servers", "");
  }

  /** The longest record a worker writes: a document or a dead letter, with what goes along. */
  public int maxRecordBytes() {
    int longestValue =
        Math.max(source.maxDocumentSize().intBytes(), deadLetters.maxValueSize().intBytes());
    return longestValue + BESIDES_VALUE_BYTES;
  }

  /** The source topic and how its values are read. */
  public record Source(
      String topic,
      Format format,
      List<String> textFields,
      String template,
      String instruction,
      DataSize maxKeySize,
      DataSize maxDocumentSize,
      DataSize maxMetadataSize) {
    public Source {
      requireName("topic", topic);
      textFields = List.copyOf(textFields);
      if (textFields.isEmpty()) {
        throw new IllegalArgumentException("textFields is empty, must name at least one field");
      }
      textFields.forEach(field -> requireName("a field of textFields", field));
      requireFieldsInTemplate(textFields, templateOr(template, textFields));
      maxDocumentSize.requireForRecord("maxDocumentSize");
      maxMetadataSize.requireForRecord("maxMetadataSize");
    }

    Source withTextFields(List<String> fields) {
      try {
        return new Source(
            topic, format, fields, "", instruction, maxKeySize, maxDocumentSize, maxMetadataSize);
      } catch (IllegalArgumentException e) {
        throw new ConfigException("source." + e.getMessage());
      }
    }

    public SourceSettings settings() {
      return SourceSettings.builder(topic)
          .format(format)
          .template(templateOr(template, textFields))
          .limits(
              new SourceLimits(
                  maxKeySize.intBytes(), maxDocumentSize.intBytes(), maxMetadataSize.intBytes()))
          .build();
    }

    private static TextTemplate templateOr(String template, List<String> textFields) {
      return template.isEmpty() ? TextTemplate.joining(textFields) : new TextTemplate(template);
    }

    private static void requireFieldsInTemplate(List<String> textFields, TextTemplate template) {
      if (!template.fields().equals(Set.copyOf(textFields))) {
        throw new IllegalArgumentException(
            "template names the fields %s, textFields %s: they must be the same"
                .formatted(template.fields(), textFields));
      }
    }
  }

  /** How long a chunk may be. */
  public record Chunks(int maxTokens, int overlapTokens) {
    /** Settings for a model with this window. */
    public ChunkSettings settings(int windowTokens) {
      if (maxTokens > windowTokens) {
        throw new ConfigException(
            "chunks.maxTokens is %d, the model's window is %d tokens"
                .formatted(maxTokens, windowTokens));
      }
      int max = maxTokens == 0 ? windowTokens : maxTokens;
      try {
        return new ChunkSettings(max, overlapTokens);
      } catch (IllegalArgumentException e) {
        throw new ConfigException("chunks." + e.getMessage());
      }
    }
  }

  /** The vectors topic and who writes its values. */
  public record Vectors(String topic, String serializer) {
    public Vectors {
      requireName("topic", topic);
      requireName("serializer", serializer);
    }
  }

  /** The dead-letter topic. */
  public record DeadLetters(String topic, DataSize maxValueSize) {
    public DeadLetters {
      requireName("topic", topic);
      maxValueSize.requireForRecord("maxValueSize");
    }
  }

  /** What becomes of output topics that are not there. */
  public record Topics(boolean create, short replicationFactor) {
    public Topics {
      if (replicationFactor != -1) {
        requireAtLeast("replicationFactor", replicationFactor, 1);
      }
    }
  }

  /**
   * How precisely weights are kept; a model's own choice, or one of what the engine can convert to.
   */
  public enum Precision {
    AUTO,
    FP32,
    BF16,
    FP16,
    INT8,
    INT4,
    NF4,
    FP8
  }

  /** Kind of device. */
  public enum Device {
    AUTO,
    CPU,
    CUDA
  }

  /** Which model, how precise, and how much of its vectors. */
  public record Model(String path, Precision precision, int dimensions) {
    public Model {
      requireAtLeast("dimensions", dimensions, 0);
    }

    /** The model's folder; empty for the built-in model. */
    public Optional<Path> folder() {
      return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
    }

    /** The length to cut vectors to; empty for the model's own. */
    public OptionalInt cut() {
      return dimensions == 0 ? OptionalInt.empty() : OptionalInt.of(dimensions);
    }
  }

  /** Device, batching and threads of the engine. */
  public record Engine(
      Device device,
      List<Integer> devices,
      String memoryLimit,
      int budgetTokens,
      int queueTokens,
      Duration linger,
      int tokenizerThreads,
      int threads,
      Duration drainLimit,
      String cacheDir) {
    public Engine {
      devices = List.copyOf(devices);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("devices is empty, must name at least one");
      }
      devices.forEach(ordinal -> requireAtLeast("devices", ordinal, 0));
      limit(memoryLimit);
      requireAtLeast("budgetTokens", budgetTokens, 0);
      requireAtLeast("queueTokens", queueTokens, queueTokens == 0 ? 0 : 4 * budgetTokens);
      requireAtLeast("tokenizerThreads", tokenizerThreads, 1);
      requireAtLeast("threads", threads, 0);
    }

    /** Most bytes of a device's memory; empty for a share of what is free. */
    public OptionalLong memoryLimitBytes() {
      return limit(memoryLimit);
    }

    /** Where what is made once is kept; empty for the place that the user's home has for it. */
    public Optional<Path> cacheFolder() {
      return cacheDir.isEmpty() ? Optional.empty() : Optional.of(Path.of(cacheDir, "millrace"));
    }

    private static OptionalLong limit(String written) {
      if (written.isEmpty()) {
        return OptionalLong.empty();
      }
      long bytes = DataSize.parse(written).bytes();
      if (bytes == 0) {
        throw new IllegalArgumentException("memoryLimit is 0, must be at least 1B");
      }
      return OptionalLong.of(bytes);
    }
  }

  /** Kafka Streams. */
  public record Streams(
      String applicationId,
      String instanceId,
      int threads,
      Lane lane,
      Duration commitInterval,
      Path stateDir,
      int standbyReplicas) {
    public Streams {
      requireName("applicationId", applicationId);
      requireAtLeast("threads", threads, 1);
      requireAtLeast("standbyReplicas", standbyReplicas, 0);
      requireName("stateDir", stateDir.toString());
      if (lane == Lane.ONLINE) {
        throw new IllegalArgumentException(
            "lane is online, which is for requests; must be stream or backfill");
      }
      if (commitInterval.isZero()) {
        throw new IllegalArgumentException("commitInterval is 0, must be at least 1ms");
      }
    }
  }

  private static void requireOther(String key, String topic, String otherKey, String other) {
    if (topic.equals(other)) {
      throw new ConfigException(
          "%s: is \"%s\", which is %s already".formatted(key, topic, otherKey));
    }
  }

  private static void requireName(String key, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(key + " is empty");
    }
  }

  private static void requireAtLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d, must be at least %d".formatted(key, value, least));
    }
  }
}
