package io.millrace.worker.config;

import io.millrace.topology.port.Lane;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A second worker beside the one that a configuration describes: the same sources into topics of
 * its own. Its names follow from a fingerprint alone, so that it goes on where it stopped.
 */
public final class WorkerBeside {
  private WorkerBeside() {}

  /**
   * Its configuration.
   *
   * @param fingerprint of everything that decides what vectors it makes
   * @param lane of all its sources
   */
  public static WorkerConfig of(WorkerConfig config, String fingerprint, Lane lane) {
    return config.toBuilder()
        .sources(sources(config, fingerprint, lane))
        .deadLetters(
            new WorkerConfig.DeadLetters(
                topic(config.deadLetters().topic(), fingerprint),
                config.deadLetters().maxValueSize()))
        .streams(streams(config.streams(), fingerprint, lane))
        .build();
  }

  /** The topic that takes the place of another. */
  public static String topic(String topic, String fingerprint) {
    return "%s.%s".formatted(topic, fingerprint);
  }

  private static Map<String, PipelineConfig> sources(
      WorkerConfig config, String fingerprint, Lane lane) {
    Map<String, PipelineConfig> sources = new LinkedHashMap<>();
    for (PipelineConfig pipeline : config.pipelines()) {
      PipelineConfig.Vectors vectors =
          new PipelineConfig.Vectors(
              topic(pipeline.vectors().topic(), fingerprint),
              pipeline.vectors().format(),
              collection(pipeline.vectors().collection(), fingerprint),
              pipeline.vectors().serializer());
      sources.put(
          pipeline.name(),
          new PipelineConfig(pipeline.name(), pipeline.source(), pipeline.chunks(), vectors, lane));
    }
    return sources;
  }

  /** Without one, the collection is called what the topic is. */
  private static String collection(String collection, String fingerprint) {
    return collection.isEmpty() ? "" : topic(collection, fingerprint);
  }

  private static WorkerConfig.Streams streams(
      WorkerConfig.Streams streams, String fingerprint, Lane lane) {
    return new WorkerConfig.Streams(
        "%s-%s".formatted(streams.applicationId(), fingerprint),
        streams.instanceId(),
        streams.threads(),
        lane,
        streams.commitInterval(),
        streams.stateDir(),
        streams.storeMemory(),
        streams.standbyReplicas());
  }
}
