package io.millrace.worker.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.port.TracedRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordSpansTest {
  private final ExportedSpans spans = new ExportedSpans(1);
  private final RecordTraces traces = spans.tracing().recordTraces();

  @AfterEach
  void close() {
    spans.close();
  }

  @Test
  void aRecordIsProcessedInItsOwnTraceAndEmittedWithinThat() {
    process(traces, record(ExportedSpans.SAMPLED));

    SpanData processed = spans.only("process articles");
    ExportedSpans.assertTheirs(processed);
    ExportedSpans.assertChild(spans.only("emit vectors"), processed);
  }

  @Test
  void aRecordWithoutATraceBeginsOne() {
    process(traces, record(null));

    ExportedSpans.assertRoot(spans.only("process articles"));
  }

  @Test
  void aHeaderThatIsNoTraceContextCountsAsNone() {
    process(traces, record("00-zz-7-01"));

    ExportedSpans.assertRoot(spans.only("process articles"));
  }

  @Test
  void aRecordTellsItsCoordinates() {
    process(traces, record(ExportedSpans.SAMPLED));

    SpanData processed = spans.only("process articles");
    assertThat(processed.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(processed.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(processed.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("messaging.system"), "kafka")
        .containsEntry(AttributeKey.stringKey("messaging.destination.name"), "documents")
        .containsEntry(AttributeKey.stringKey("messaging.destination.partition.id"), "3")
        .containsEntry(AttributeKey.longKey("messaging.kafka.offset"), 42L);
  }

  @Test
  void aRejectedRecordHasItsReasonAsStatus() {
    try (RecordTraces.Span span = traces.process(() -> record(ExportedSpans.SAMPLED))) {
      traces.rejected("NOT_JSON");
      span.done();
    }

    SpanData processed = spans.only("process articles");
    assertThat(processed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(processed.getStatus().getDescription()).isEqualTo("NOT_JSON");
  }

  @Test
  void aRecordWhoseProcessingIsLeftByAnExceptionHasFailed() {
    traces.process(() -> record(ExportedSpans.SAMPLED)).close();

    assertThat(spans.only("process articles").getStatus().getStatusCode())
        .isEqualTo(StatusCode.ERROR);
  }

  @Test
  void betweenRecordsThereIsNoTrace() {
    process(traces, record(ExportedSpans.SAMPLED));

    assertThat(traces.traceParent()).isEmpty();
    assertThat(traces.emit("vectors").traceParent()).isEmpty();
  }

  @Test
  void aPolledRecordStaysInItsOwnTrace() {
    Optional<String> parent = traces.polled(() -> record(ExportedSpans.SAMPLED));

    assertThat(parent).contains(ExportedSpans.SAMPLED);
    assertThat(spans.all()).isEmpty();
  }

  @Test
  void aPolledRecordWithoutATraceBeginsOneForItsProcessing() {
    Optional<String> parent = traces.polled(() -> record(null));
    process(traces, record(parent.orElseThrow()));

    SpanData received = spans.only("receive articles");
    ExportedSpans.assertRoot(received);
    ExportedSpans.assertChild(spans.only("process articles"), received);
  }

  @Test
  void aTraceThatIsNotSampledIsCarriedOnAndNotExported() {
    try (RecordTraces.Span span = traces.process(() -> record(ExportedSpans.UNSAMPLED))) {
      assertThat(span.traceParent().orElseThrow())
          .startsWith("00-" + ExportedSpans.TRACE)
          .endsWith("-00");
      span.done();
    }

    assertThat(spans.all()).isEmpty();
  }

  @Test
  void ofTracesThatBeginHereAShareIsExported() {
    try (ExportedSpans some = new ExportedSpans(0.25)) {
      RecordTraces shared = some.tracing().recordTraces();

      IntStream.range(0, 400).forEach(i -> process(shared, record(null)));

      // 800 spans if all were; 4 standard deviations of 100 records.
      assertThat(some.all().size() / 2).isBetween(65, 135);
    }
  }

  @Test
  void aSampledTraceIsExportedEvenWithoutAShare() {
    try (ExportedSpans none = new ExportedSpans(0)) {
      process(none.tracing().recordTraces(), record(null));
      process(none.tracing().recordTraces(), record(ExportedSpans.SAMPLED));

      assertThat(none.names()).containsExactlyInAnyOrder("emit vectors", "process articles");
    }
  }

  private static void process(RecordTraces traces, TracedRecord record) {
    try (RecordTraces.Span processed = traces.process(() -> record)) {
      try (RecordTraces.Span emitted = traces.emit("vectors")) {
        emitted.done();
      }
      processed.done();
    }
  }

  private static TracedRecord record(@Nullable String traceParent) {
    return new TracedRecord("articles", "documents", 3, 42, Optional.ofNullable(traceParent));
  }
}
