package io.millrace.worker.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.topology.chunk.ChunkSettings;
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
      WorkerConfig.requireName("topic", topic);
      WorkerConfig.requireName("serializer", serializer);
    }
  }
}
