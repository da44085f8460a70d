package io.millrace.worker.usage;

import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.topic.AdminTimeouts;
import io.millrace.worker.topic.ExistingTopics;
import io.millrace.worker.topic.TopicException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the usage topic where there is none. */
record UsageTopicCreation(WorkerConfig config) {
  /** A few records an hour for each key, and one order for who reads them. */
  private static final int PARTITIONS = 1;

  private static final Logger LOG = LoggerFactory.getLogger(UsageTopicCreation.class);

  /**
   * @throws TopicException if no broker answers, or there is no topic and none may be made
   */
  void createIfMissing() throws InterruptedException {
    String topic = config.usage().topic();
    if (ExistingTopics.read(config.kafka()).has(topic)) {
      return;
    }
    if (!config.topics().create()) {
      throw new TopicException(
          "usage.topic: there is no topic \"%s\" at %s, and topics.create is false"
              .formatted(topic, config.bootstrapServers()),
          null);
    }
    create(topic);
  }

  private void create(String topic) throws InterruptedException {
    NewTopic missing =
        new NewTopic(topic, PARTITIONS, config.topics().replicationFactor())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try (Admin admin = Admin.create(AdminTimeouts.in(config.kafka()))) {
      var _ = admin.createTopics(List.of(missing)).all().get();
      LOG.atInfo().addKeyValue("topic", topic).log("created");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new TopicException(
            "usage.topic: the brokers refuse the topic \"%s\": %s"
                .formatted(topic, String.valueOf(e.getCause())),
            e);
      }
    }
  }
}
