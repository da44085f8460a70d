package io.millrace.worker.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which key names which topic: a stream that reads what it writes never ends. */
final class DistinctTopics {
  private final Map<String, String> read = new HashMap<>();
  private final Map<String, String> written = new HashMap<>();
  private final Map<String, List<PipelineConfig>> writers = new HashMap<>();

  private DistinctTopics() {}

  /**
   * @param prefixes what stands in front of the keys of each pipeline, {@code sources.articles.}
   * @param besides topics that are written beside the vectors, by their keys; those without a name
   *     are not written
   */
  static void require(
      List<PipelineConfig> pipelines, List<Prefixes> prefixes, List<Written> besides) {
    DistinctTopics topics = new DistinctTopics();
    for (int i = 0; i < pipelines.size(); i++) {
      topics.add(pipelines.get(i), prefixes.get(i));
    }
    topics.written.forEach((topic, key) -> requireFree(key, topic, topics.read.get(topic)));
    besides.stream().filter(beside -> !beside.topic().isEmpty()).forEach(topics::add);
  }

  private void add(PipelineConfig pipeline, Prefixes prefixes) {
    String readKey = prefixes.source() + "topic";
    String topic = pipeline.source().topic();
    requireFree(readKey, topic, read.put(topic, readKey));
    written.put(pipeline.vectors().topic(), prefixes.vectors() + "topic");
    List<PipelineConfig> sharing =
        writers.computeIfAbsent(pipeline.vectors().topic(), _ -> new ArrayList<>());
    sharing.forEach(other -> requireApart(prefixes, pipeline, other));
    sharing.add(pipeline);
  }

  private void add(Written beside) {
    requireFree(beside.key(), beside.topic(), read.get(beside.topic()));
    requireFree(beside.key(), beside.topic(), written.put(beside.topic(), beside.key()));
  }

  /** Two documents of one id would overwrite each other's vectors, and delete them. */
  private static void requireApart(
      Prefixes prefixes, PipelineConfig pipeline, PipelineConfig other) {
    String prefix = pipeline.source().idPrefix();
    String others = other.source().idPrefix();
    if (prefix.startsWith(others) || others.startsWith(prefix)) {
      throw new ConfigException(
          "%sidPrefix: is \"%s\", that of %s is \"%s\", and both write to one vectors topic: neither"
                  .formatted(prefixes.source(), prefix, other.name(), others)
              + " may begin with the other, or their ids could be the same");
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

  /** A topic that is written, and the key that names it. */
  record Written(String key, String topic) {}

  /** What stands in front of the keys of a pipeline's source and vectors. */
  record Prefixes(String source, String vectors) {
    static final Prefixes ALONE = new Prefixes("source.", "vectors.");

    static Prefixes of(String name) {
      return new Prefixes("sources.%s.".formatted(name), "sources.%s.vectors.".formatted(name));
    }
  }
}
