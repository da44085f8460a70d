package io.millrace.worker.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which key names which topic: a stream that reads what it writes never ends. */
final class DistinctTopics {
  private final Map<String, String> read = new HashMap<>();
  private final Map<String, String> written = new HashMap<>();
  private final Map<String, PipelineConfig> writers = new HashMap<>();

  private DistinctTopics() {}

  /**
   * @param prefixes what stands in front of the keys of each pipeline, {@code sources.articles.}
   */
  static void require(
      List<PipelineConfig> pipelines, List<Prefixes> prefixes, String deadLettersTopic) {
    DistinctTopics topics = new DistinctTopics();
    for (int i = 0; i < pipelines.size(); i++) {
      topics.add(pipelines.get(i), prefixes.get(i));
    }
    topics.written.forEach((topic, key) -> requireFree(key, topic, topics.read.get(topic)));
    requireFree("deadLetters.topic", deadLettersTopic, topics.read.get(deadLettersTopic));
    requireFree("deadLetters.topic", deadLettersTopic, topics.written.get(deadLettersTopic));
  }

  private void add(PipelineConfig pipeline, Prefixes prefixes) {
    String readKey = prefixes.source() + "topic";
    String topic = pipeline.source().topic();
    requireFree(readKey, topic, read.put(topic, readKey));
    written.put(pipeline.vectors().topic(), prefixes.vectors() + "topic");
    PipelineConfig sharing = writers.put(pipeline.vectors().topic(), pipeline);
    if (sharing != null) {
      requireApart(prefixes, pipeline, sharing);
    }
  }

  /** Two documents of one id would overwrite each other's vectors, and delete them. */
  private static void requireApart(
      Prefixes prefixes, PipelineConfig pipeline, PipelineConfig other) {
    if (pipeline.source().idPrefix().equals(other.source().idPrefix())) {
      throw new ConfigException(
          "%sidPrefix: is \"%s\" as that of %s, which writes to the same vectors topic: their ids"
                  .formatted(prefixes.source(), pipeline.source().idPrefix(), other.name())
              + " have to differ");
    }
    if (!pipeline.vectors().equals(other.vectors())) {
      throw new ConfigException(
          "%s: differs from that of %s, which writes to the same topic"
              .formatted(prefixes.vectors().replaceFirst("\\.$", ""), other.name()));
    }
  }

  private static void requireFree(String key, String topic, @Nullable String takenBy) {
    if (takenBy != null) {
      throw new ConfigException(
          "%s: is \"%s\", which is %s already".formatted(key, topic, takenBy));
    }
  }

  /** What stands in front of the keys of a pipeline's source and vectors. */
  record Prefixes(String source, String vectors) {
    static final Prefixes ALONE = new Prefixes("source.", "vectors.");

    static Prefixes of(String name) {
      return new Prefixes("sources.%s.".formatted(name), "sources.%s.vectors.".formatted(name));
    }
  }
}
