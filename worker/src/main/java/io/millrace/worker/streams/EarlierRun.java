package io.millrace.worker.streams;

import io.millrace.topology.EmbeddingTopology;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.stage.Stages;
import io.millrace.worker.config.WorkerConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What an earlier run of the same application left at the brokers, and whether this one may go on
 * with it. Where it may not, Kafka Streams would retry for ever, or documents would be forgotten
 * whose vectors stay.
 */
record EarlierRun(WorkerConfig config, Cluster cluster) {
  private static final String REMEDY =
      "take another streams.applicationId and vectors.topic, as reembed --force does";

  /** The topic that a store is kept in. */
  static String changelog(String applicationId, String store) {
    return "%s-%s-changelog".formatted(applicationId, store);
  }

  /**
   * @throws BrokerException if a source cannot go on under its name, or with its partitions
   */
  void requireToFit(Collection<DocumentSource> sources) {
    for (DocumentSource source : sources) {
      Map<String, Integer> partitions = cluster.partitions(topics(source));
      if (partitions.containsKey(source.topic())) {
        requireName(source, partitions);
        requirePartitions(source, partitions);
        requireTruncatesEverywhere(source, partitions);
      }
    }
  }

  private List<String> topics(DocumentSource source) {
    List<String> topics = new ArrayList<>(List.of(source.topic(), truncates(source)));
    Stages.storeNames(source).forEach(store -> topics.add(changelog(store)));
    return topics;
  }

  /** Offsets belong to the topic, stores to the name: without both, deletes would be forgotten. */
  private void requireName(DocumentSource source, Map<String, Integer> partitions) {
    String documents = changelog(Stages.documentsStore(source.name()));
    if (!partitions.containsKey(documents) && cluster.hasRead(applicationId(), source.topic())) {
      throw new BrokerException(
          "%s: application \"%s\" has read \"%s\" before, but what it wrote is not known: there is no"
                  .formatted(key(source), applicationId(), source.topic())
              + " topic \"%s\". Give the source the name that it had, or ".formatted(documents)
              + REMEDY,
          null);
    }
  }

  private void requireTruncatesEverywhere(DocumentSource source, Map<String, Integer> partitions) {
    int needed = partitions.getOrDefault(source.topic(), 0);
    int there = partitions.getOrDefault(truncates(source), needed);
    if (source.keeping().truncates() && there < needed) {
      throw new BrokerException(
          "%s: has %d partitions, but \"%s\" has %d: a truncated table would be told to those alone."
                  .formatted(key(source), needed, truncates(source), there)
              + " Add partitions to it",
          null);
    }
  }

  private void requirePartitions(DocumentSource source, Map<String, Integer> partitions) {
    int needed = tasks(source, partitions);
    for (String store : Stages.storeNames(source)) {
      int there = partitions.getOrDefault(changelog(store), needed);
      if (there != needed) {
        throw new BrokerException(
            "%s: \"%s\" has %d partitions, but application \"%s\" began with %d, as \"%s\" has. Their"
                    .formatted(
                        key(source),
                        source.topic(),
                        needed,
                        applicationId(),
                        there,
                        changelog(store))
                + " number cannot change: "
                + REMEDY,
            null);
      }
    }
  }

  /** A task has a partition of each of the topics that it reads. */
  private int tasks(DocumentSource source, Map<String, Integer> partitions) {
    int ofSource = partitions.getOrDefault(source.topic(), 0);
    return source.keeping().truncates()
        ? Math.max(ofSource, partitions.getOrDefault(truncates(source), ofSource))
        : ofSource;
  }

  private String truncates(DocumentSource source) {
    return EmbeddingTopology.truncatesTopic(applicationId(), source);
  }

  private String changelog(String store) {
    return changelog(applicationId(), store);
  }

  private String applicationId() {
    return config.streams().applicationId();
  }

  private String key(DocumentSource source) {
    return config.keyOf(source.name(), "topic");
  }
}
