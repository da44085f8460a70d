package io.millrace.worker.reembed;

import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.config.PipelineConfig;
import io.millrace.worker.config.WorkerBeside;
import io.millrace.worker.config.WorkerConfig;
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
    String fingerprint = DocumentSource.fingerprint(sources);
    return new Move(fingerprint, config, WorkerBeside.of(config, fingerprint, Lane.BACKFILL));
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
          topics.put(topic, WorkerBeside.topic(topic, fingerprint));
        });
    return topics;
  }

  /** How the move writes to one of its vectors topics. */
  PipelineConfig.Vectors vectors(String newTopic) {
    return to.pipelines().stream()
        .map(PipelineConfig::vectors)
        .filter(vectors -> vectors.topic().equals(newTopic))
        .findFirst()
        .orElseThrow();
  }
}
