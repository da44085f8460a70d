package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.Worker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A truncated table of more than one slice in each partition, over a real broker. */
@Timeout(180)
class LargeTruncateIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int DOCUMENTS = 6;
  private static final int CHUNKS = 5_000;
  private static final String LONG_TEXT =
      IntStream.range(0, CHUNKS)
          .mapToObj("The sentence with the number %d has ten words in all."::formatted)
          .collect(Collectors.joining(" "));
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  @TempDir Path stateFolder;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    topics = new TestTopics(broker.bootstrapServers());
    topics.create("articles", 2);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void whatWasWrittenBeforeIsRemovedWhoeverGoesOnAndWhatCameAfterStays() throws Exception {
    try (EmbeddingStream _ = running()) {
      write(IntStream.range(0, DOCUMENTS).mapToObj(id -> row(id, LONG_TEXT, 10)).toList());
      awaitCaughtUp();
      assertThat(documents()).hasSize(DOCUMENTS);
      write(List.of(event(null, "t", "null", 20)));
      awaitCaughtUp();
    }

    try (EmbeddingStream _ = running()) {
      write(List.of(row(3, "A new text.", 30), row(100, "Another text.", 30)));
      awaitCaughtUp();

      await().atMost(PATIENCE).until(() -> documents().equals(List.of("100", "3")));
    }
  }

  private EmbeddingStream running() throws InterruptedException {
    EmbeddingStream stream = new Worker(config(), new FakeEmbedder()).start();
    assertThat(stream.awaitRunning(PATIENCE)).isTrue();
    return stream;
  }

  private WorkerConfig config() {
    return ConfigFile.ofThisProcess()
        .parse(
            """
            kafka: {bootstrap.servers: "%s"}
            source: {topic: articles, format: debezium}
            chunks: {overlapTokens: 0}
            vectors: {format: json}
            streams: {applicationId: truncated, instanceId: test, stateDir: '%s'}
            """
                .formatted(broker.bootstrapServers(), stateFolder));
  }

  private static void awaitCaughtUp() {
    try (StreamProgress progress =
        new StreamProgress(broker.bootstrapServers(), "truncated", "articles")) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(progress.committed()).isEqualTo(progress.written()));
    }
  }

  /** Documents that have a chunk in the vectors topic, by their ids. */
  private static List<String> documents() {
    TreeMap<String, Boolean> chunks = new TreeMap<>();
    topics
        .committed("vectors")
        .scan(
            new ByteArrayDeserializer(),
            vector ->
                chunks.put(
                    new String(vector.key(), StandardCharsets.UTF_8), vector.value() != null));
    TreeSet<String> documents = new TreeSet<>();
    chunks.forEach((chunk, isThere) -> {
      if (isThere) {
        documents.add(chunk.split("#", 2)[0]);
      }
    });
    return new ArrayList<>(documents);
  }

  private static void write(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    topics.write(records);
  }

  private static ProducerRecord<byte[], byte[]> row(int id, String text, long lsn) {
    return event(
        "{\"id\": %d}".formatted(id),
        "u",
        "{\"id\": %d, \"text\": \"%s\"}".formatted(id, text),
        lsn);
  }

  private static ProducerRecord<byte[], byte[]> event(
      @Nullable String key, String operation, String after, long lsn) {
    String value =
        """
        {"before": null, "after": %s, "op": "%s", "ts_ms": 1,
         "source": {"connector": "postgresql", "ts_ms": 1, "snapshot": "false", "db": "d",
                    "schema": "public", "table": "articles", "lsn": %d}}
        """
            .formatted(after, operation, lsn);
    return TestTopics.text("articles", key, value);
  }
}
