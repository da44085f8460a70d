package io.millrace.worker.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.topology.chunk.ChunkStrategy;
import io.millrace.topology.port.Lane;

/**
 * One source topic and what becomes of its documents. In a file, the keys of the source stand
 * beside {@code chunks}, {@code vectors} and {@code lane}.
 *
 * @param name names its stores; what a file calls it among the sources
 */
public record PipelineConfig(
    String name, @JsonUnwrapped SourceConfig source, Chunks chunks, Vectors vectors, Lane lane) {
  public PipelineConfig {
    WorkerConfig.requireStreamLane(lane);
    var _ = source.settings(); // What contradicts itself is found when the file is read.
  }

  /** Where documents are cut, and how long chunks are. */
  public record Chunks(ChunkStrategy strategy, int targetTokens, int maxTokens, int overlapTokens) {
    /** The same, as far as they fit a model with this window. */
    Chunks within(int windowTokens) {
      return new Chunks(
          strategy,
          Math.min(targetTokens, windowTokens),
          Math.min(maxTokens, windowTokens),
          Math.min(overlapTokens, windowTokens / 2));
    }

    /**
     * Settings for a model with this window.
     *
     * @throws IllegalArgumentException that names the key and its bound
     */
    ChunkSettings settings(int windowTokens) {
      if (maxTokens > windowTokens) {
        throw new IllegalArgumentException(
            "maxTokens is %d, the model's window is %d tokens".formatted(maxTokens, windowTokens));
      }
      int max = maxTokens == 0 ? windowTokens : maxTokens;
      return new ChunkSettings(
          strategy, targetTokens == 0 ? max : targetTokens, max, overlapTokens);
    }
  }

  /** The vectors topic and how its records are written. */
  public record Vectors(String topic, Format format, String collection, String serializer) {
    /** How vectors are written. */
    public enum Format {
      /** By the serializer. */
      AVRO,
      /** One flat object, without a schema. */
      JSON,
      /** The envelope that Qdrant's connector reads. */
      QDRANT
    }

    public Vectors {
      WorkerConfig.requireName("topic", topic);
      WorkerConfig.requireName("serializer", serializer);
    }
  }
}
