package io.millrace.worker.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.OperationsConfig;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;

/** Traces that stay in the process. */
final class ExportedSpans implements AutoCloseable {
  static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  static final String PARENT = "b7ad6b7169203331";
  static final String SAMPLED = "00-%s-%s-01".formatted(TRACE, PARENT);
  static final String UNSAMPLED = "00-%s-%s-00".formatted(TRACE, PARENT);

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracing tracing;

  /**
   * @param share of the traces that begin here
   */
  ExportedSpans(double share) {
    tracing = new Tracing(new OperationsConfig.Tracing("", "millrace-test", share), exporter);
  }

  Tracing tracing() {
    return tracing;
  }

  /** All that have ended, in the order of their ends. */
  List<SpanData> all() {
    tracing.flush();
    return exporter.getFinishedSpanItems();
  }

  /** The only one of this name. */
  SpanData only(String name) {
    List<SpanData> named = all().stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(named).as(name).hasSize(1);
    return named.getFirst();
  }

  List<String> names() {
    return all().stream().map(SpanData::getName).toList();
  }

  /** The trace context of a span, as a header has it. */
  static String header(SpanData span) {
    return TraceContexts.write(span.getSpanContext());
  }

  static void assertChild(SpanData child, SpanData parent) {
    assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
    assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
  }

  /** Of whoever sent {@link #SAMPLED}. */
  static void assertTheirs(SpanData child) {
    assertThat(child.getTraceId()).isEqualTo(TRACE);
    assertThat(child.getParentSpanId()).isEqualTo(PARENT);
  }

  static void assertRoot(SpanData span) {
    assertThat(span.getParentSpanId()).isEqualTo(SpanId.getInvalid());
  }

  @Override
  public void close() {
    tracing.close();
  }
}
