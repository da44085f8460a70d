package io.millrace.worker.wiring;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.SchemaNotFoundException;
import io.millrace.schemas.registry.SchemaRegistryClient;
import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.SchemaCatalog;
import io.millrace.topology.source.DocumentParser;
import io.millrace.topology.stage.Stages;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.streams.EmbeddingStream;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/** The parts of a worker around an engine, wired by hand. */
public final class Worker {
  private final WorkerConfig config;
  private final Embedder embedder;

  public Worker(WorkerConfig config, Embedder embedder) {
    this.config = requireNonNull(config, "config");
    this.embedder = requireNonNull(embedder, "embedder");
  }

  /**
   * Checks that registry and brokers are there, then starts the stream. The engine stays the
   * caller's.
   *
   * @throws ConfigException if the configuration cannot be used
   */
  public EmbeddingStream start() {
    SchemaRegistryClient registry = registry();
    Serializer<VectorRecord> serializer = vectorSerializer();
    registry.probe();
    Stages stages = new Stages(parser(registry), splitter(), embedder, config.streams().lane());
    return EmbeddingStream.start(config, stages, serializer);
  }

  /** Reads documents as the stream does. */
  public DocumentParser parser() {
    return parser(registry());
  }

  /** Splits documents as the stream does. */
  public ChunkSplitter splitter() {
    return new ChunkSplitter(
        config.chunks().settings(embedder.windowTokens()), embedder::countTokens);
  }

  private DocumentParser parser(SchemaRegistryClient registry) {
    return new DocumentParser(config.source().settings(), catalog(registry));
  }

  private static SchemaCatalog catalog(SchemaRegistryClient registry) {
    return schemaId -> {
      try {
        return Optional.of(registry.schema(schemaId));
      } catch (SchemaNotFoundException e) {
        return Optional.empty();
      }
    };
  }

  private SchemaRegistryClient registry() {
    try {
      return new SchemaRegistryClient(RegistryConfig.from(config.registry()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("registry: " + e.getMessage());
    }
  }

  /** Pluggable, so that Confluent's own serializer can take this place. */
  @SuppressWarnings("unchecked")
  private Serializer<VectorRecord> vectorSerializer() {
    String name = config.vectors().serializer();
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
