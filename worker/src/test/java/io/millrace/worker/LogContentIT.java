package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.schemas.registry.InProcessRegistry;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All that a whole worker logs while it meets good, bad and failing records. */
@Timeout(300)
class LogContentIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  /** Stands in every record's content, and nowhere else. */
  private static final String MARKER = "xyzzyplugh";

  private static final String TOPIC = "documents";
  private static final String GROUP = "logging";

  @TempDir Path folder;

  @Test
  void contentIsInNoLineEvenForDebugging() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.startTemporary()) {
      TestTopics topics = new TestTopics(broker.bootstrapServers());
      topics.create(TOPIC, 1);
      InProcessRegistry registry = InProcessRegistry.start();
      int registryPort = URI.create(registry.url()).getPort();
      Process worker = start(config(broker, registry.url()));
      try {
        await().atMost(PATIENCE).until(() -> log().contains("RUNNING"));
        registry.close();
        topics.write(records());
        await().atMost(PATIENCE).until(() -> log().contains("a stream thread failed"));
        registry = InProcessRegistry.start(registryPort);
        awaitCaughtUp(broker);
      } finally {
        registry.close();
        stop(worker);
      }
    }
    List<JsonNode> events = events();
    assertThat(log()).doesNotContainIgnoringCase(MARKER);
    assertThat(events)
        .anySatisfy(event -> {
          assertThat(event.path("reason").asText()).isEqualTo("NOT_JSON");
          assertThat(event.path("topic").asText()).isEqualTo(TOPIC);
          assertThat(event.path("offset").asText()).isEqualTo("1");
        });
    assertThat(events)
        .anySatisfy(event -> {
          assertThat(event.path("level").asText()).isEqualTo("DEBUG");
          assertThat(event.path("message").asText()).startsWith("no look-ahead");
        });
    assertThat(events)
        .anySatisfy(event -> {
          assertThat(event.path("level").asText()).isEqualTo("ERROR");
          assertThat(event.path("exception").asText()).contains("Exception");
        });
  }

  private static List<ProducerRecord<byte[], byte[]>> records() {
    return List.of(
        TestTopics.text(
            TOPIC, "a", "{\"text\": \"A good one: %1$s\", \"title\": \"%1$s\"}".formatted(MARKER)),
        TestTopics.text(TOPIC, "b", "{\"text\": \"%s".formatted(MARKER)),
        TestTopics.text(TOPIC, "c", "{\"text\": {\"%s\": 1}}".formatted(MARKER)),
        TestTopics.text(TOPIC, "d", "{\"%s\": \"no text\"}".formatted(MARKER)),
        new ProducerRecord<>(TOPIC, TestTopics.bytes("e"), withSchemaId()),
        new ProducerRecord<>(TOPIC, TestTopics.bytes("f"), withoutUtf8()),
        TestTopics.text(TOPIC, null, MARKER));
  }

  /** The registry is asked for it, and is away. */
  private static byte[] withSchemaId() {
    byte[] value = ("....." + MARKER).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(new byte[] {0, 0, 0, 3, (byte) 0xE7}, 0, value, 0, 5);
    return value;
  }

  private static byte[] withoutUtf8() {
    byte[] value = (MARKER + ".").getBytes(StandardCharsets.UTF_8);
    value[value.length - 1] = (byte) 0xFF;
    return value;
  }

  private Path config(EmbeddedBroker broker, String registryUrl) throws IOException {
    return Files.writeString(
        folder.resolve("worker.yaml"),
        """
        kafka: {bootstrap.servers: "%s"}
        registry: {schema.registry.url: "%s", max.retries: 0}
        source: {topic: %s}
        streams: {applicationId: %s, instanceId: test, stateDir: '%s', threads: 1}
        http: {enabled: false}
        """
            .formatted(
                broker.bootstrapServers(), registryUrl, TOPIC, GROUP, folder.resolve("state")));
  }

  private Process start(Path config) throws IOException {
    ProcessBuilder worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                Main.class.getName(),
                "worker",
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(logFile().toFile());
    worker.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    worker.environment().put("MILLRACE_LOG_FORMAT", "json");
    worker.environment().put("MILLRACE_LOG_LEVEL", "DEBUG");
    return worker.start();
  }

  private static void stop(Process worker) throws InterruptedException {
    worker.destroy();
    if (!worker.waitFor(60, TimeUnit.SECONDS)) {
      worker.destroyForcibly().waitFor();
    }
  }

  private static void awaitCaughtUp(EmbeddedBroker broker) {
    try (StreamProgress progress = new StreamProgress(broker.bootstrapServers(), GROUP, TOPIC)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(progress.committed()).isEqualTo(progress.written()));
    }
  }

  private Path logFile() {
    return folder.resolve("worker.log");
  }

  private String log() throws IOException {
    return Files.readString(logFile());
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(logFile())) {
      events.add(JSON.readTree(line));
    }
    return events;
  }
}
