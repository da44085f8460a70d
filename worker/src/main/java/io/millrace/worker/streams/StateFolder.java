package io.millrace.worker.streams;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the stores of an application are, and of which cluster they are. A store that outlived its
 * cluster would say of documents that another cluster has never seen that they are unchanged: Kafka
 * Streams takes it for restored, because its changelog is empty.
 */
record StateFolder(Path folder) {
  private static final String CLUSTER_ID = "millrace-cluster-id";

  /** Kafka Streams' own folder for the application: who deletes it, begins anew. */
  static StateFolder of(WorkerConfig config) {
    return new StateFolder(config.streams().stateDir().resolve(config.streams().applicationId()));
  }

  /**
   * Notes of which cluster the stores are, if that is not noted yet.
   *
   * @throws BrokerException if they are another's
   * @throws ConfigException if the folder cannot be used
   */
  void requireOf(String clusterId, String bootstrapServers) {
    try {
      Path file = folder.resolve(CLUSTER_ID);
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        Files.writeString(file, clusterId);
      }
      String noted = Files.readString(file).strip();
      if (!noted.equals(clusterId)) {
        throw new BrokerException(
            "streams.stateDir: \"%s\" is of the cluster %s, but %s is the cluster %s: delete the folder,"
                    .formatted(folder, noted, bootstrapServers, clusterId)
                + " or name another",
            null);
      }
    } catch (IOException e) {
      throw new ConfigException("streams.stateDir: cannot use \"%s\": %s".formatted(folder, e));
    }
  }
}
