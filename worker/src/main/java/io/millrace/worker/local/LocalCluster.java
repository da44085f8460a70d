package io.millrace.worker.local;

import io.millrace.schemas.registry.InProcessRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** A broker and a schema registry inside this JVM, on loopback, gone when closed. */
public final class LocalCluster implements AutoCloseable {
  private final EmbeddedBroker broker;
  private final InProcessRegistry registry;

  private LocalCluster(EmbeddedBroker broker, InProcessRegistry registry) {
    this.broker = broker;
    this.registry = registry;
  }

  public static LocalCluster start() throws IOException {
    InProcessRegistry registry = InProcessRegistry.start();
    try {
      return new LocalCluster(EmbeddedBroker.startTemporary(), registry);
    } catch (IOException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  public String registryUrl() {
    return registry.url();
  }

  /** Both as a worker's configuration names them: YAML, its lines ended. */
  public String settings() {
    return """
    kafka: {bootstrap.servers: "%s"}
    registry: {schema.registry.url: "%s"}
    """
        .formatted(bootstrapServers(), registryUrl());
  }

  /** Creates a topic whose records may be as large as the broker takes. */
  public void createTopic(String name, int partitions, int maxRecordBytes)
      throws InterruptedException {
    NewTopic topic =
        new NewTopic(name, partitions, (short) 1)
            .configs(
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxRecordBytes)));
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker refuses the topic " + name, e.getCause());
    }
  }

  @Override
  public void close() {
    broker.close();
    registry.close();
  }
}
