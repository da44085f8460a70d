package io.millrace.worker.reembed;

import io.millrace.topology.port.Fingerprint;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.config.PipelineConfig;
import io.millrace.worker.config.WorkerConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A second worker beside the one that a configuration describes: the same sources read from the
 * beginning, in the backfill lane, into topics of its own. Its names follow from the fingerprint
 * alone, so that a move that is started again goes on where it stopped.
 *
 * @param fingerprint of everything that decides what vectors the documents will have
 * @param from the worker that goes on meanwhile, with the configuration of the new one
 * @param to the worker that moves
 */
record Move(String fingerprint, WorkerConfig from, WorkerConfig to) {
  /**
   * @param sources of the new configuration, in its order
   */
  static Move of(WorkerConfig config, List<DocumentSource> sources) {
    String fingerprint = fingerprint(sources);
    return new Move(fingerprint, config, moved(config, fingerprint));
  }

  /** One source's own; of several, that of all of them in any order: they move together. */
  private static String fingerprint(List<DocumentSource> sources) {
    return sources.size() == 1
        ? sources.getFirst().fingerprint()
        : Fingerprint.of(
            sources.stream()
                .map(source -> source.name() + ' ' + source.fingerprint())
                .sorted()
                .toArray(String[]::new));
  }

  private static WorkerConfig moved(WorkerConfig config, String fingerprint) {
    return config.toBuilder()
        .sources(movedSources(config, fingerprint))
        .deadLetters(
            new WorkerConfig.DeadLetters(
                newTopic(config.deadLetters().topic(), fingerprint),
                config.deadLetters().maxValueSize()))
        .streams(movedStreams(config.streams(), fingerprint))
        .build();
  }

  private static Map<String, PipelineConfig> movedSources(WorkerConfig config, String fingerprint) {
    Map<String, PipelineConfig> sources = new LinkedHashMap<>();
    for (PipelineConfig pipeline : config.pipelines()) {
      PipelineConfig.Vectors vectors =
          new PipelineConfig.Vectors(
              newTopic(pipeline.vectors().topic(), fingerprint),
              pipeline.vectors().format(),
              newCollection(pipeline.vectors().collection(), fingerprint),
              pipeline.vectors().serializer());
      sources.put(
          pipeline.name(),
          new PipelineConfig(
              pipeline.name(), pipeline.source(), pipeline.chunks(), vectors, Lane.BACKFILL));
    }
    return sources;
  }

  /** Without one, the collection is called what the topic is. */
  private static String newCollection(String collection, String fingerprint) {
    return collection.isEmpty() ? "" : newTopic(collection, fingerprint);
  }

  private static WorkerConfig.Streams movedStreams(
      WorkerConfig.Streams streams, String fingerprint) {
    return new WorkerConfig.Streams(
        "%s-%s".formatted(streams.applicationId(), fingerprint),
        streams.instanceId(),
        streams.threads(),
        Lane.BACKFILL,
        streams.commitInterval(),
        streams.stateDir(),
        streams.storeMemory(),
        streams.standbyReplicas());
  }

  private static String newTopic(String topic, String fingerprint) {
    return "%s.%s".formatted(topic, fingerprint);
  }

  /** Application id of the worker that moves. */
  String applicationId() {
    return to.streams().applicationId();
  }

  Set<String> sourceTopics() {
    return from.pipelines().stream()
        .map(pipeline -> pipeline.source().topic())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Vectors topics as configured, each with the one that takes its place. */
  Map<String, String> vectorsTopics() {
    Map<String, String> topics = new TreeMap<>();
    from.pipelines()
        .forEach(pipeline -> {
          String topic = pipeline.vectors().topic();
          topics.put(topic, newTopic(topic, fingerprint));
        });
    return topics;
  }
}
