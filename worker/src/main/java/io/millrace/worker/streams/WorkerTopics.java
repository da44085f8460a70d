package io.millrace.worker.streams;

import io.millrace.topology.EmbeddingTopology;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.topic.AdminTimeouts;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics a worker reads and writes: the source must be there, the outputs are made if they are
 * not.
 */
final class WorkerTopics {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerTopics.class);

  private final WorkerConfig config;

  WorkerTopics(WorkerConfig config) {
    this.config = config;
  }

  /**
   * Checks the source topics and what is left of earlier runs, and makes the missing output topics.
   * What may be written to them.
   *
   * @throws BrokerException if no broker answers, or a topic is missing or does not fit
   */
  Outputs prepare(Collection<DocumentSource> sources) {
    Map<DocumentSource, Integer> bySource = new LinkedHashMap<>();
    try (Admin admin = Admin.create(AdminTimeouts.in(config.kafka()))) {
      int most = 1;
      for (DocumentSource source : sources) {
        int partitions =
            partitions(admin, source.topic())
                .orElseThrow(() -> missing(source.topic(), config.keyOf(source.name(), "topic")));
        bySource.put(source, partitions);
        most = Math.max(most, partitions);
      }
      Outputs outputs = requireToFit(new Cluster(admin), sources);
      bySource.forEach((source, partitions) -> prepareOutputs(admin, source, partitions));
      createIfMissing(
          admin, config.deadLetters().topic(), "deadLetters.topic", most, keptForever());
      return outputs;
    } catch (KafkaException e) {
      throw new BrokerException(
          "kafka: %s".formatted(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    }
  }

  /** What is there already, of an earlier run or by somebody's hand. */
  private Outputs requireToFit(Cluster cluster, Collection<DocumentSource> sources) {
    cluster.id().ifPresent(id -> StateFolder.of(config).requireOf(id, config.bootstrapServers()));
    new EarlierRun(config, cluster).requireToFit(sources);
    return new RecordRoom(config, cluster).provide(sources);
  }

  private void prepareOutputs(Admin admin, DocumentSource source, int partitions) {
    createIfMissing(
        admin,
        source.vectors().name(),
        config.sources().isEmpty() ? "vectors.topic" : config.keyOf(source.name(), "vectors.topic"),
        partitions,
        compacted());
    if (source.keeping().truncates()) {
      createIfMissing(
          admin,
          EmbeddingTopology.truncatesTopic(config.streams().applicationId(), source),
          "topics.create",
          partitions,
          keptForever());
    }
  }

  private Optional<Integer> partitions(Admin admin, String topic) {
    try {
      return Optional.ofNullable(
              await(admin.describeTopics(Set.of(topic)).allTopicNames()).get(topic))
          .map(description -> description.partitions().size());
    } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
      return Optional.empty();
    }
  }

  private void createIfMissing(
      Admin admin, String topic, String key, int partitions, Map<String, String> topicConfig) {
    if (partitions(admin, topic).isPresent()) {
      return;
    }
    if (!config.topics().create()) {
      throw missing(topic, key);
    }
    NewTopic newTopic =
        new NewTopic(topic, partitions, config.topics().replicationFactor()).configs(topicConfig);
    try {
      await(admin.createTopics(List.of(newTopic)).all());
      LOG.atInfo().addKeyValue("topic", topic).addKeyValue("partitions", partitions).log("created");
    } catch (InvalidReplicationFactorException
        | InvalidTopicException
        | PolicyViolationException e) {
      throw new BrokerException(
          "%s: the brokers refuse the topic \"%s\": %s".formatted(key, topic, e.getMessage()), e);
    } catch (TopicExistsException e) {
      LOG.atDebug().addKeyValue("topic", topic).log("another worker created it meanwhile");
    }
  }

  private Map<String, String> compacted() {
    Map<String, String> all = new HashMap<>(largeRecords());
    all.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    return all;
  }

  /** Records carry the time of what they are about, which may be years ago. */
  private Map<String, String> keptForever() {
    Map<String, String> all = new HashMap<>(largeRecords());
    all.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
    return all;
  }

  private Map<String, String> largeRecords() {
    return Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(config.maxRecordBytes()));
  }

  private BrokerException missing(String topic, String key) {
    return new BrokerException(
        "%s: there is no topic \"%s\" at %s".formatted(key, topic, config.bootstrapServers()),
        null);
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ApiException told && isAboutTopic(told)
          ? told
          : unreachable(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while waiting for a broker", e);
    }
  }

  private static boolean isAboutTopic(ApiException e) {
    return e instanceof UnknownTopicOrPartitionException
        || e instanceof TopicExistsException
        || e instanceof InvalidTopicException
        || e instanceof InvalidReplicationFactorException
        || e instanceof PolicyViolationException;
  }

  private BrokerException unreachable(@Nullable Throwable cause) {
    String what =
        cause == null || cause instanceof TimeoutException
            ? "no broker answers"
            : String.valueOf(cause.getMessage());
    return new BrokerException(
        "kafka.bootstrap.servers: %s at %s".formatted(what, config.bootstrapServers()), cause);
  }
}
