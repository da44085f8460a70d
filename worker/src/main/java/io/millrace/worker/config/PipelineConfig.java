package io.millrace.worker.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.SourceLimits;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.TextTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One source topic and what becomes of its documents. In a file, the keys of the source stand
 * beside {@code chunks}, {@code vectors} and {@code lane}.
 *
 * @param name names its stores; what a file calls it among the sources
 */
public record PipelineConfig(
    String name, @JsonUnwrapped Source source, Chunks chunks, Vectors vectors, Lane lane) {
  public PipelineConfig {
    WorkerConfig.requireStreamLane(lane);
  }

  /** The source topic and how its values are read. */
  public record Source(
      String topic,
      Format format,
      List<String> textFields,
      String template,
      String instruction,
      Set<String> headers,
      Duration rememberDeletes,
      DataSize maxKeySize,
      DataSize maxDocumentSize,
      DataSize maxMetadataSize) {
    public Source {
      WorkerConfig.requireName("topic", topic);
      textFields = List.copyOf(textFields);
      if (textFields.isEmpty()) {
        throw new IllegalArgumentException("textFields is empty, must name at least one field");
      }
      textFields.forEach(field -> WorkerConfig.requireName("a field of textFields", field));
      requireFieldsInTemplate(textFields, templateOr(template, textFields));
      headers = Set.copyOf(headers);
      maxDocumentSize.requireForRecord("maxDocumentSize");
      maxMetadataSize.requireForRecord("maxMetadataSize");
    }

    Source withTextFields(List<String> fields) {
      try {
        return new Source(
            topic,
            format,
            fields,
            "",
            instruction,
            headers,
            rememberDeletes,
            maxKeySize,
            maxDocumentSize,
            maxMetadataSize);
      } catch (IllegalArgumentException e) {
        throw new ConfigException("source." + e.getMessage());
      }
    }

    public SourceSettings settings() {
      return new SourceSettings(
          topic,
          format,
          templateOr(template, textFields),
          new SourceLimits(
              maxKeySize.intBytes(), maxDocumentSize.intBytes(), maxMetadataSize.intBytes()));
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
      WorkerConfig.requireName("topic", topic);
      WorkerConfig.requireName("serializer", serializer);
    }
  }
}
