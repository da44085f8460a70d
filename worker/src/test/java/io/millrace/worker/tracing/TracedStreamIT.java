package io.millrace.worker.tracing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topology.source.TraceParent;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Worker;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records over a real broker and the built-in model, as their traces show them. */
@Timeout(180)
class TracedStreamIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void recordTextAndVectorAreOneTrace() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.startTemporary();
        ExportedSpans spans = new ExportedSpans(1)) {
      TestTopics topics = new TestTopics(broker.bootstrapServers());
      WorkerConfig config = config(broker);
      topics.create(config.source().topic(), 1);
      try (EmbeddingEngine engine = ConfiguredEngine.start(config);
          EmbeddingStream stream =
              new Worker(config, engine, spans.tracing().recordTraces()).start()) {
        engine.observe(spans.tracing().engineObserver());
        assertThat(stream.awaitRunning(PATIENCE)).isTrue();
        topics.write(
            List.of(
                record("theirs", "A record with a trace of its own.", ExportedSpans.SAMPLED),
                record("ours", "A record without a trace.", null),
                record("bad", "", null)));
        awaitCaughtUp(broker, config);
      }
      Map<String, String> vectors = traceParents(topics, config.vectors().topic());
      List<SpanData> all = spans.all();

      SpanData theirs = span(all, "process documents", 0);
      ExportedSpans.assertTheirs(theirs);
      assertEmbeddedAndEmitted(all, theirs, vectors.get("theirs#0"));
      SpanData ours = span(all, "process documents", 1);
      SpanData received = span(all, "receive documents", 1);
      ExportedSpans.assertRoot(received);
      ExportedSpans.assertChild(ours, received);
      assertEmbeddedAndEmitted(all, ours, vectors.get("ours#0"));
      SpanData bad = span(all, "process documents", 2);
      assertThat(bad.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(bad.getStatus().getDescription()).isEqualTo("EMPTY_TEXT");
    }
  }

  /** The text belongs to the record's trace, beside its processing: it was asked for before. */
  private static void assertEmbeddedAndEmitted(
      List<SpanData> all, SpanData process, @Nullable String vectorHeader) {
    List<SpanData> trace =
        all.stream().filter(span -> span.getTraceId().equals(process.getTraceId())).toList();
    SpanData emit =
        trace.stream().filter(span -> span.getName().startsWith("emit")).findFirst().orElseThrow();
    SpanData embed =
        trace.stream().filter(span -> span.getName().equals("embed")).findFirst().orElseThrow();
    ExportedSpans.assertChild(emit, process);
    assertThat(vectorHeader).isEqualTo(ExportedSpans.header(emit));
    assertThat(embed.getParentSpanId()).isEqualTo(process.getParentSpanId());
    assertThat(embed.getLinks()).hasSize(1);
    assertThat(all)
        .filteredOn(span -> span.getName().equals("batch"))
        .extracting(SpanData::getSpanId)
        .contains(embed.getLinks().getFirst().getSpanContext().getSpanId());
  }

  private static SpanData span(List<SpanData> all, String name, long offset) {
    return all.stream()
        .filter(span -> span.getName().equals(name))
        .filter(span -> offset == offset(span))
        .findFirst()
        .orElseThrow();
  }

  private static long offset(SpanData span) {
    return requireNonNull(span.getAttributes().get(AttributeKey.longKey("messaging.kafka.offset")));
  }

  private WorkerConfig config(EmbeddedBroker broker) {
    return ConfigFile.ofThisProcess()
        .parse(
            """
            kafka: {bootstrap.servers: "%s"}
            source: {topic: documents}
            vectors: {topic: vectors, format: json}
            streams: {applicationId: traced, instanceId: test, stateDir: '%s', threads: 1}
            """
                .formatted(broker.bootstrapServers(), folder.resolve("state")));
  }

  private static ProducerRecord<byte[], byte[]> record(
      String id, String text, @Nullable String traceParent) {
    ProducerRecord<byte[], byte[]> record = TestTopics.text("documents", id, text);
    if (traceParent != null) {
      TraceParent.put(record.headers(), traceParent);
    }
    return record;
  }

  private static void awaitCaughtUp(EmbeddedBroker broker, WorkerConfig config) {
    try (StreamProgress progress =
        new StreamProgress(
            broker.bootstrapServers(), config.streams().applicationId(), config.source().topic())) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(progress.committed()).isEqualTo(3));
    }
  }

  private static Map<String, String> traceParents(TestTopics topics, String topic) {
    Map<String, String> headers = new HashMap<>();
    topics
        .committed(topic)
        .scan(
            new ByteArrayDeserializer(),
            vector ->
                headers.put(
                    new String(vector.key(), StandardCharsets.UTF_8),
                    TraceParent.of(vector.headers()).orElse("none")));
    return headers;
  }
}
