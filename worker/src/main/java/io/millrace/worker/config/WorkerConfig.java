package io.millrace.worker.config;

import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.topology.port.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

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
    SourceConfig source,
    PipelineConfig.Chunks chunks,
    PipelineConfig.Vectors vectors,
    Reuse reuse,
    Map<String, PipelineConfig> sources,
    DeadLetters deadLetters,
    Topics topics,
    Model model,
    Fallback fallback,
    Engine engine,
    Streams streams,
    HttpConfig http,
    OperationsConfig.Guard guard,
    OperationsConfig.Usage usage,
    OperationsConfig.Tracing tracing) {
  /** Less holds not even the write buffers of a few stores. */
  private static final long LEAST_STORE_MEMORY_BYTES = 16 << 20;

  /** Key, headers, metadata and vector of a record. */
  private static final int BESIDES_VALUE_BYTES = 1 << 20;

  public WorkerConfig {
    kafka = Map.copyOf(kafka);
    registry = Map.copyOf(registry);
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    DistinctTopics.require(
        pipelines(source, chunks, vectors, sources, streams),
        sources.isEmpty()
            ? List.of(DistinctTopics.Prefixes.ALONE)
            : sources.keySet().stream().map(DistinctTopics.Prefixes::of).toList(),
        List.of(
            new DistinctTopics.Written("deadLetters.topic", deadLetters.topic()),
            new DistinctTopics.Written("usage.topic", usage.topic())));
  }

  /** A copy to change. */
  public WorkerConfigBuilder toBuilder() {
    return new WorkerConfigBuilder(this);
  }

  /** The same with other fields that make the text, one below the other. */
  public WorkerConfig withTextFields(List<String> fields) {
    if (!sources.isEmpty()) {
      throw new ConfigException("sources: each has text fields of its own");
    }
    return toBuilder().source(source.withTextFields(fields)).build();
  }

  /** The same with the fallback's model in place of the model. */
  public WorkerConfig withFallbackModel() {
    return toBuilder()
        .model(fallback.model())
        .engine(engine.withMemoryLimit(fallback.memoryLimit()))
        .build();
  }

  /** Where the brokers are. */
  public String bootstrapServers() {
    return kafka.getOrDefault("bootstrap.servers", "");
  }

  /** What is read, and what becomes of it: the sources by name, or else the one source. */
  public List<PipelineConfig> pipelines() {
    return pipelines(source, chunks, vectors, sources, streams);
  }

  private static List<PipelineConfig> pipelines(
      SourceConfig source,
      PipelineConfig.Chunks chunks,
      PipelineConfig.Vectors vectors,
      Map<String, PipelineConfig> sources,
      Streams streams) {
    if (!sources.isEmpty()) {
      return List.copyOf(sources.values());
    }
    try {
      return List.of(new PipelineConfig(source.topic(), source, chunks, vectors, streams.lane()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("source: " + e.getMessage());
    }
  }

  /** As a key of a source is written in a file: {@code source.topic}. */
  public String keyOf(String sourceName, String key) {
    return sources.isEmpty()
        ? "source.%s".formatted(key)
        : "sources.%s.%s".formatted(sourceName, key);
  }

  /**
   * How a source's documents are cut for a model with this window.
   *
   * @throws ConfigException if chunks of this length do not fit it
   */
  public ChunkSettings chunksOf(PipelineConfig pipeline, int windowTokens) {
    try {
      return pipeline.chunks().settings(windowTokens);
    } catch (IllegalArgumentException e) {
      String section = sources.isEmpty() ? "" : "sources.%s.".formatted(pipeline.name());
      throw new ConfigException("%schunks.%s".formatted(section, e.getMessage()));
    }
  }

  /** The longest record a worker writes: a document or a dead letter, with what goes along. */
  public int maxRecordBytes() {
    int longestDocument =
        pipelines().stream()
            .mapToInt(pipeline -> pipeline.source().maxDocumentSize().intBytes())
            .max()
            .orElseThrow();
    return Math.max(longestDocument, deadLetters.maxValueSize().intBytes()) + BESIDES_VALUE_BYTES;
  }

  /**
   * What is kept so that the same text is not embedded again.
   *
   * @param vectors whether the store keeps vectors
   * @param cacheSize memory for embeddings of the process
   */
  public record Reuse(boolean vectors, DataSize cacheSize) {
    /** For one of two models that share the memory. */
    public Reuse halved() {
      return new Reuse(vectors, new DataSize(cacheSize.bytes() / 2));
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
  public record Model(String path, Precision precision, int dimensions, int leastDimensions) {
    public Model {
      requireAtLeast("dimensions", dimensions, 0);
      requireAtLeast("leastDimensions", leastDimensions, 0);
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

  /**
   * A second model, in an engine of its own.
   *
   * @param documents whether it embeds the documents, too, into topics of its own
   * @param memoryLimit of its engine
   */
  public record Fallback(boolean enabled, boolean documents, Model model, String memoryLimit) {
    public Fallback {
      Engine.limit(memoryLimit);
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
      Shares shares,
      Duration onlineWait,
      int tokenizerThreads,
      int threads,
      Duration drainLimit,
      Duration runLimit,
      Duration goldenInterval,
      String cacheDir) {
    public Engine {
      devices = List.copyOf(devices);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("devices is empty, must name at least one");
      }
      devices.forEach(ordinal -> requireAtLeast("devices", ordinal, 0));
      limit(memoryLimit);
      requireAtLeast("budgetTokens", budgetTokens, 0);
      requireAtLeast("queueTokens", queueTokens, 0);
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

    /** The same with another limit of the memory. */
    Engine withMemoryLimit(String other) {
      return new Engine(
          device,
          devices,
          other,
          budgetTokens,
          queueTokens,
          linger,
          shares,
          onlineWait,
          tokenizerThreads,
          threads,
          drainLimit,
          runLimit,
          goldenInterval,
          cacheDir);
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

  /** Least share of the tokens for each lane, whatever waits in the others. */
  public record Shares(double online, double stream, double backfill) {
    public Shares {
      if (!(online >= 0 && stream >= 0 && backfill >= 0 && online + stream + backfill <= 1)) {
        throw new IllegalArgumentException(
            "online, stream and backfill must not be negative, and together at most 1");
      }
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
      DataSize storeMemory,
      int standbyReplicas) {
    public Streams {
      requireName("applicationId", applicationId);
      requireAtLeast("threads", threads, 1);
      requireAtLeast("standbyReplicas", standbyReplicas, 0);
      requireName("stateDir", stateDir.toString());
      if (storeMemory.bytes() < LEAST_STORE_MEMORY_BYTES) {
        throw new IllegalArgumentException(
            "storeMemory is %d bytes, must be at least 16MiB".formatted(storeMemory.bytes()));
      }
      requireStreamLane(lane);
      if (commitInterval.isZero()) {
        throw new IllegalArgumentException("commitInterval is 0, must be at least 1ms");
      }
    }
  }

  static void requireStreamLane(Lane lane) {
    if (lane == Lane.ONLINE) {
      throw new IllegalArgumentException(
          "lane is online, which is for requests; must be stream or backfill");
    }
  }

  static void requireName(String key, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(key + " is empty");
    }
  }

  static void requireAtLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d, must be at least %d".formatted(key, value, least));
    }
  }
}
