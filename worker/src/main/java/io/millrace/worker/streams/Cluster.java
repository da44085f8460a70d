package io.millrace.worker.streams;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What the brokers know of earlier runs. Each question waits as long as the client's timeouts say,
 * and throws a {@link KafkaException} when it is not answered.
 */
record Cluster(Admin admin) {
  /** Empty of brokers that tell none. */
  Optional<String> id() {
    return Optional.ofNullable(await(admin.describeCluster().clusterId()));
  }

  /** The number of partitions of every topic that is there, of those named. */
  Map<String, Integer> partitions(Collection<String> topics) {
    Set<String> all = await(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    Set<String> existing = topics.stream().filter(all::contains).collect(toSet());
    return await(admin.describeTopics(existing).allTopicNames()).values().stream()
        .collect(toMap(topic -> topic.name(), topic -> topic.partitions().size()));
  }

  /** Whether a group has gone on from where a topic begins. */
  boolean hasRead(String group, String topic) {
    Map<TopicPartition, Long> committed = new HashMap<>(committed(group));
    committed.keySet().removeIf(partition -> !partition.topic().equals(topic));
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    committed.keySet().forEach(partition -> asked.put(partition, OffsetSpec.earliest()));
    var begins = await(admin.listOffsets(asked).all());
    return committed.entrySet().stream()
        .anyMatch(partition -> {
          var begin = begins.get(partition.getKey());
          return begin != null && partition.getValue() > begin.offset();
        });
  }

  private Map<TopicPartition, Long> committed(String group) {
    try {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
          .forEach((partition, offset) -> {
            if (offset != null) {
              offsets.put(partition, offset.offset());
            }
          });
      return offsets;
    } catch (GroupIdNotFoundException e) {
      return Map.of();
    }
  }

  /** A property of topics that are there, by topic. */
  Map<String, String> property(String name, Collection<String> topics) {
    List<ConfigResource> resources = topics.stream().map(Cluster::resource).toList();
    return await(admin.describeConfigs(resources).all()).entrySet().stream()
        .collect(
            toMap(topic -> topic.getKey().name(), topic -> topic.getValue().get(name).value()));
  }

  void setProperty(String topic, String name, String value) {
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    var _ = await(admin.incrementalAlterConfigs(Map.of(resource(topic), List.of(set))).all());
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException told ? told : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while waiting for a broker", e);
    }
  }
}
