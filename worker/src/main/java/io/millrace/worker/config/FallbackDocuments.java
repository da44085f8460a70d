package io.millrace.worker.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a fallback embeds the documents: as the first model does, as far as it can. Nobody has keys
 * for what differs, and no query of its own space misses it.
 */
public final class FallbackDocuments {
  private FallbackDocuments() {}

  /**
   * The configuration with its model as the model, chunks that fit its window, and instructions
   * only if it takes any.
   */
  public static WorkerConfig of(WorkerConfig config, int windowTokens, boolean takesInstructions) {
    Map<String, PipelineConfig> sources = new LinkedHashMap<>();
    config
        .sources()
        .forEach((name, source) -> sources.put(name, of(source, windowTokens, takesInstructions)));
    return config.withFallbackModel().toBuilder()
        .source(of(config.source(), takesInstructions))
        .chunks(config.chunks().within(windowTokens))
        .sources(sources)
        .build();
  }

  private static PipelineConfig of(
      PipelineConfig source, int windowTokens, boolean takesInstructions) {
    return new PipelineConfig(
        source.name(),
        of(source.source(), takesInstructions),
        source.chunks().within(windowTokens),
        source.vectors(),
        source.lane());
  }

  private static SourceConfig of(SourceConfig source, boolean takesInstructions) {
    return takesInstructions ? source : source.withoutInstruction();
  }
}
