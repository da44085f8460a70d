package io.millrace.worker.cdc;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * Kafka Connect with Debezium, standalone, in another JVM with a class path of its own. Takes its
 * jars from where the module {@code test-connect} lays them out, and writes its log into the
 * folder.
 */
final class ConnectProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final Process process;

  private ConnectProcess(Process process) {
    this.process = process;
  }

  static ConnectProcess start(
      Path folder, String bootstrapServers, List<Map<String, String>> connectors)
      throws IOException {
    Path home =
        Path.of(
            requireNonNull(
                System.getProperty("connect.home"), "the system property connect.home is not set"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                home.resolve("lib") + "/*",
                "org.apache.kafka.connect.cli.ConnectStandalone",
                write(
                    folder.resolve("worker.properties"), worker(folder, home, bootstrapServers))));
    for (Map<String, String> connector : connectors) {
      command.add(write(folder.resolve(connector.get("name") + ".properties"), connector));
    }
    return new ConnectProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("connect.log").toFile())
            .start());
  }

  private static Map<String, String> worker(Path folder, Path home, String bootstrapServers) {
    String json = "org.apache.kafka.connect.json.JsonConverter";
    return Map.ofEntries(
        Map.entry("bootstrap.servers", bootstrapServers),
        Map.entry("key.converter", json),
        Map.entry("key.converter.schemas.enable", "false"),
        Map.entry("value.converter", json),
        Map.entry("value.converter.schemas.enable", "false"),
        Map.entry("listeners", "http://127.0.0.1:0"),
        Map.entry("plugin.path", home.resolve("plugins").toString()),
        Map.entry("plugin.discovery", "service_load"),
        Map.entry("offset.storage.file.filename", folder.resolve("offsets").toString()));
  }

  private static String write(Path file, Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file.toString();
  }

  /** Lets the connectors end, so that they do not disturb the servers that end after them. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
