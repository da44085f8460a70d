package io.millrace.worker.topic;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Names of all topics that the brokers have, those of Kafka Streams included. */
public record ExistingTopics(Set<String> names) {
  public ExistingTopics {
    names = Set.copyOf(names);
  }

  /**
   * @param client properties of the Kafka client, at least {@code bootstrap.servers}
   * @throws TopicException if no broker answers
   */
  public static ExistingTopics read(Map<String, String> client) throws InterruptedException {
    try (Admin admin = Admin.create(AdminTimeouts.in(client))) {
      return new ExistingTopics(
          admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get());
    } catch (ExecutionException | KafkaException e) {
      throw new TopicException(
          "%s at %s"
              .formatted(
                  reason(e.getCause()), client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)),
          e);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null || cause instanceof TimeoutException
        ? "no broker answers"
        : String.valueOf(cause.getMessage());
  }

  public boolean has(String topic) {
    return names.contains(topic);
  }
}
