package io.millrace.worker.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.check.CheckReport;
import io.millrace.worker.check.CheckedSource;
import io.millrace.worker.check.IndexCheck;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TestTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** What the vectors topic of one table holds, as a sink would see it. */
record ArticleVectors(TestTopics topics, WorkerConfig config, DocumentSource source) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Waits until the chunks of an article are exactly those of its text. */
  void await(long id, String title, String body) {
    List<String> expected = chunks(title, body);
    eventually(() ->
        assertThat(of(id)).extracting(VectorRecord::getText).containsExactlyElementsOf(expected));
  }

  /** Waits until every chunk of an article has this value. */
  void awaitMetadata(long id, String name, String value) {
    eventually(() ->
        assertThat(of(id))
            .isNotEmpty()
            .allSatisfy(chunk -> assertThat(chunk.getMetadata()).containsEntry(name, value)));
  }

  void awaitNone(long id) {
    eventually(() -> assertThat(of(id)).isEmpty());
  }

  void awaitDeadLetters(String... reasons) {
    eventually(() -> assertThat(deadLetterReasons()).containsExactly(reasons));
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(PATIENCE).untilAsserted(assertion);
  }

  private List<String> chunks(String title, String body) {
    Document document = new Document("any", title + "\n\n" + body, Map.of(), 0);
    return source.splitter().split(document).chunks().stream().map(Chunk::text).toList();
  }

  /** The live chunks of an article, in their order. */
  List<VectorRecord> of(long id) {
    String documentId = Long.toString(id);
    return live().values().stream()
        .filter(chunk -> chunk.getDocId().equals(documentId))
        .sorted(Comparator.comparingInt(VectorRecord::getOrdinal))
        .toList();
  }

  /** The last record of each chunk that has not ended in a tombstone. */
  Map<String, VectorRecord> live() {
    Map<String, VectorRecord> live = new TreeMap<>();
    topics
        .committed(source.vectors().name())
        .scan(
            deserializer(),
            chunk -> {
              String chunkId = new String(chunk.key(), StandardCharsets.UTF_8);
              if (chunk.value() == null) {
                live.remove(chunkId);
              } else {
                live.put(chunkId, chunk.value());
              }
            });
    return live;
  }

  /** Change events as Debezium wrote them, tombstones left out. */
  List<String> events() {
    List<String> events = new ArrayList<>();
    topics
        .committed(source.topic())
        .scan(
            new ByteArrayDeserializer(),
            event -> {
              if (event.value() != null) {
                events.add(new String(event.value(), StandardCharsets.UTF_8));
              }
            });
    return events;
  }

  /** Why records of the table were refused. */
  private List<String> deadLetterReasons() {
    List<String> reasons = new ArrayList<>();
    topics
        .committed(config.deadLetters().topic())
        .scan(
            new ByteArrayDeserializer(),
            letter -> {
              if (header(letter, DeadLetterHandler.TOPIC).equals(source.topic())) {
                reasons.add(header(letter, DeadLetterHandler.REASON));
              }
            });
    return reasons;
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  /** What {@code ./millrace check} finds once the stream has caught up. */
  CheckReport check() throws InterruptedException {
    awaitCaughtUp();
    CheckedSource checked =
        new CheckedSource(
            source,
            topics.committed(source.topic()),
            topics.committed(source.vectors().name()),
            deserializer(),
            false);
    return new IndexCheck(
            List.of(checked), Optional.of(topics.committed(config.deadLetters().topic())), 0)
        .run();
  }

  private void awaitCaughtUp() {
    try (StreamProgress progress =
        new StreamProgress(
            topics.bootstrapServers(), config.streams().applicationId(), source.topic())) {
      eventually(() -> assertThat(progress.committed()).isEqualTo(progress.written()));
    }
  }

  private VectorRecordDeserializer deserializer() {
    VectorRecordDeserializer deserializer = new VectorRecordDeserializer();
    deserializer.configure(config.registry(), false);
    return deserializer;
  }
}
