package io.millrace.worker.streams;

import io.millrace.topology.EmbeddingTopology;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentSource;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** Whether the sources that may wait are held, for all stream threads. Thread safe. */
final class BackfillHold {
  private final Set<String> topics;
  private volatile boolean on;

  BackfillHold(Set<String> topics) {
    this.topics = Set.copyOf(topics);
  }

  /** Of the sources in the backfill lane, with the topics that belong to them alone. */
  static BackfillHold of(Collection<DocumentSource> sources, String applicationId) {
    return new BackfillHold(
        sources.stream()
            .filter(source -> source.lane() == Lane.BACKFILL)
            .flatMap(source -> topics(source, applicationId))
            .collect(Collectors.toSet()));
  }

  private static Stream<String> topics(DocumentSource source, String applicationId) {
    return source.keeping().truncates()
        ? Stream.of(source.topic(), EmbeddingTopology.truncatesTopic(applicationId, source))
        : Stream.of(source.topic());
  }

  boolean isOn() {
    return on;
  }

  void set(boolean hold) {
    on = hold;
  }

  boolean concerns(TopicPartition partition) {
    return topics.contains(partition.topic());
  }
}
