package io.millrace.worker.cli;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.deadletters.DeadLetterTopic;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the dead letters are. */
final class DeadLetterOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The worker's configuration: brokers and all names.")
  private @Nullable Path config;

  @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "The brokers.")
  private @Nullable String bootstrapServers;

  @Option(names = "--dead-letters", paramLabel = "TOPIC", description = "The dead letters.")
  private @Nullable String deadLetters;

  /** The file or the defaults. */
  WorkerConfig settings() {
    return ConfigFile.ofThisProcess().readOrDefaults(config);
  }

  DeadLetterTopic topic(WorkerConfig settings) {
    Map<String, String> client = new HashMap<>(settings.kafka());
    if (bootstrapServers != null) {
      client.put("bootstrap.servers", bootstrapServers);
    }
    return new DeadLetterTopic(
        client, deadLetters == null ? settings.deadLetters().topic() : deadLetters);
  }
}
