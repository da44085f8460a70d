package io.millrace.worker.topic;

import io.millrace.worker.topic.Backlog.Reach;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group has committed in its source topics. */
public final class StreamProgress implements AutoCloseable {
  private final Admin admin;
  private final String group;
  private final Set<String> topics;

  public StreamProgress(String bootstrapServers, String group, String topic) {
    this(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers), group, Set.of(topic));
  }

  /**
   * @param client properties of the Kafka client, at least {@code bootstrap.servers}
   */
  public StreamProgress(Map<String, String> client, String group, Collection<String> topics) {
    this.admin = Admin.create(AdminTimeouts.in(client));
    this.group = group;
    this.topics = Set.copyOf(topics);
  }

  /** Records whose results are committed, from the beginning of the topics. */
  public long committed() throws InterruptedException {
    return committedOffsets().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Records written to the topics. */
  public long written() throws InterruptedException {
    return offsets(partitions(), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /**
   * Both ends of each partition and what is committed between them. Committed offsets are asked for
   * first, so that nothing seems done that was not there yet.
   */
  public Backlog backlog() throws InterruptedException {
    Set<TopicPartition> partitions = partitions();
    Map<TopicPartition, Long> committed = committedOffsets();
    Map<TopicPartition, Long> beginnings =
        offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> ends =
        offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    return new Backlog(
        partitions.stream()
            .collect(
                Collectors.toMap(
                    partition -> partition,
                    partition ->
                        new Reach(
                            beginnings.getOrDefault(partition, 0L),
                            committed.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L)))));
  }

  private Map<TopicPartition, Long> committedOffsets() throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return offsets.entrySet().stream()
        .filter(entry -> topics.contains(entry.getKey().topic()) && entry.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private Set<TopicPartition> partitions() throws InterruptedException {
    return await(admin.describeTopics(List.copyOf(topics)).allTopicNames()).values().stream()
        .flatMap(topic ->
            topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .collect(Collectors.toSet());
  }

  private Map<TopicPartition, Long> offsets(
      Set<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> which));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        await(admin.listOffsets(wanted, new ListOffsetsOptions(isolation)).all());
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private <T> T await(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TopicException(
          "cannot read the progress of \"%s\" in topic \"%s\": %s"
              .formatted(group, String.join("\", \"", topics), cause.getMessage()),
          cause);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
