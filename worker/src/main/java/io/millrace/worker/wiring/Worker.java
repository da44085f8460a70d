package io.millrace.worker.wiring;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.json.ChunkKeySerializer;
import io.millrace.schemas.json.VectorJsonSerializer;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.SchemaNotFoundException;
import io.millrace.schemas.registry.SchemaRegistryClient;
import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.port.SchemaCatalog;
import io.millrace.topology.reuse.EmbeddingCache;
import io.millrace.topology.source.DocumentParser;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.source.VectorsTopic;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.PipelineConfig;
import io.millrace.worker.config.SourceConfig;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.streams.EmbeddingStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;

/** The parts of a worker around an engine, wired by hand. */
public final class Worker {
  private final WorkerConfig config;
  private final Embedder embedder;
  private final RecordTraces traces;
  private final SchemaRegistryClient registry;
  private final EmbeddingCache cache;
  private final LongAdder serializeNanos = new LongAdder();

  /**
   * A worker whose records nobody follows.
   *
   * @throws ConfigException if the registry's properties cannot be used
   */
  public Worker(WorkerConfig config, Embedder embedder) {
    this(config, embedder, RecordTraces.OFF);
  }

  /**
   * @throws ConfigException if the registry's properties cannot be used
   */
  public Worker(WorkerConfig config, Embedder embedder, RecordTraces traces) {
    this.config = requireNonNull(config, "config");
    this.embedder = requireNonNull(embedder, "embedder");
    this.traces = requireNonNull(traces, "traces");
    this.registry = registry(config);
    this.cache = new EmbeddingCache(embedder, config.reuse().cacheSize().bytes());
  }

  /**
   * Checks that registry and brokers are there, then starts the stream. The engine stays the
   * caller's.
   *
   * @throws ConfigException if the configuration cannot be used
   */
  public EmbeddingStream start() {
    List<DocumentSource> sources = sources();
    registryToWatch().ifPresent(SchemaRegistryClient::probe);
    return EmbeddingStream.start(config, sources, traces);
  }

  /** The registry, if it is needed; otherwise it is asked only when a record names a schema. */
  Optional<SchemaRegistryClient> registryToWatch() {
    return config.pipelines().stream().anyMatch(Worker::needsRegistry)
        ? Optional.of(registry)
        : Optional.empty();
  }

  private static boolean needsRegistry(PipelineConfig pipeline) {
    return pipeline.vectors().format() == PipelineConfig.Vectors.Format.AVRO
        || pipeline.source().format() == SourceSettings.Format.AVRO;
  }

  /** Chunks whose embedding was there or on its way when they were asked for. */
  long sharedRequests() {
    return cache.sharedRequests();
  }

  /** Time spent serializing vectors, all stream threads together. */
  public long serializeNanos() {
    return serializeNanos.sum();
  }

  /** What is read and what becomes of it, in the order of the configuration. */
  public List<DocumentSource> sources() {
    return config.pipelines().stream().map(this::source).toList();
  }

  private DocumentSource source(PipelineConfig pipeline) {
    Embedder ofSource = forTask(pipeline);
    return new DocumentSource(
        pipeline.name(),
        pipeline.source().topic(),
        vectorsTopic(pipeline.vectors()),
        new DocumentParser(pipeline.source().settings(), catalog()),
        new ChunkSplitter(
            config.chunksOf(pipeline, embedder.windowTokens()), ofSource::countTokens),
        ofSource,
        pipeline.lane(),
        keeping(pipeline.source()),
        pipeline.source().headers());
  }

  private Embedder forTask(PipelineConfig pipeline) {
    String instruction = pipeline.source().instruction();
    try {
      return instruction.isEmpty() ? cache : cache.forTask(instruction);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "%s: %s".formatted(config.keyOf(pipeline.name(), "instruction"), e.getMessage()));
    }
  }

  private DocumentSource.Keeping keeping(SourceConfig source) {
    return new DocumentSource.Keeping(
        config.reuse().vectors(),
        source.keepsColumns(),
        source.format() == SourceSettings.Format.DEBEZIUM,
        source.rememberDeletes());
  }

  private SchemaCatalog catalog() {
    return schemaId -> {
      try {
        return Optional.of(registry.schema(schemaId));
      } catch (SchemaNotFoundException e) {
        return Optional.empty();
      }
    };
  }

  private static SchemaRegistryClient registry(WorkerConfig config) {
    try {
      return new SchemaRegistryClient(RegistryConfig.from(config.registry()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("registry: " + e.getMessage());
    }
  }

  private VectorsTopic vectorsTopic(PipelineConfig.Vectors vectors) {
    VectorsTopic topic = untimed(vectors);
    return new VectorsTopic(
        topic.name(), topic.chunkIds(), new TimedVectors(topic.vectors(), serializeNanos));
  }

  private VectorsTopic untimed(PipelineConfig.Vectors vectors) {
    return switch (vectors.format()) {
      case AVRO ->
          new VectorsTopic(
              vectors.topic(), new StringSerializer(), vectorSerializer(vectors.serializer()));
      case JSON -> json(vectors, Map.of(VectorJsonSerializer.ENVELOPE_CONFIG, "none"));
      case QDRANT ->
          json(
              vectors,
              Map.of(
                  VectorJsonSerializer.ENVELOPE_CONFIG,
                  "qdrant",
                  VectorJsonSerializer.COLLECTION_CONFIG,
                  vectors.collection().isEmpty() ? vectors.topic() : vectors.collection()));
    };
  }

  private static VectorsTopic json(PipelineConfig.Vectors vectors, Map<String, String> envelope) {
    ChunkKeySerializer keys = new ChunkKeySerializer();
    keys.configure(envelope, true);
    VectorJsonSerializer values = new VectorJsonSerializer();
    values.configure(envelope, false);
    return new VectorsTopic(vectors.topic(), keys, values);
  }

  /** Pluggable, so that Confluent's own serializer can take this place. */
  @SuppressWarnings("unchecked")
  private Serializer<VectorRecord> vectorSerializer(String name) {
    try {
      Serializer<VectorRecord> serializer = Utils.newInstance(name, Serializer.class);
      serializer.configure(config.registry(), false);
      return serializer;
    } catch (ClassNotFoundException e) {
      throw new ConfigException("vectors.serializer: there is no class " + name);
    } catch (ClassCastException e) {
      throw new ConfigException("vectors.serializer: %s is no Serializer".formatted(name));
    }
  }
}
