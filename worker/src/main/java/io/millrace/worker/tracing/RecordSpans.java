package io.millrace.worker.tracing;

import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.port.TracedRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The spans of records, named as OpenTelemetry's conventions for messaging say:
 *
 * <pre>
 * receive SOURCE       only where a trace begins with a record that was polled
 * └ process SOURCE     with the reason as its status, if the record is rejected
 *   └ emit TOPIC       goes on with whoever reads the vectors
 * </pre>
 */
final class RecordSpans implements RecordTraces {
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> TOPIC =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

  private static final Span NO_SPAN = OFF.emit("");
  private static final ThreadLocal<OpenSpan> OF_THREAD = new ThreadLocal<>();

  private final Tracer tracer;

  RecordSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public Optional<String> polled(Supplier<TracedRecord> polled) {
    TracedRecord record = polled.get();
    Context own = TraceContexts.read(record.traceParent());
    if (TraceContexts.isValid(own)) {
      return record.traceParent();
    }
    try (OpenSpan begun = new OpenSpan(start("receive", record, own))) {
      begun.done();
      return begun.traceParent();
    }
  }

  @Override
  public Span process(Supplier<TracedRecord> reached) {
    TracedRecord record = reached.get();
    Context parent = TraceContexts.read(record.traceParent());
    OpenSpan span = new OpenSpan(start("process", record, parent), OF_THREAD::remove);
    OF_THREAD.set(span);
    return span;
  }

  @Override
  public Span emit(String topic) {
    OpenSpan processed = OF_THREAD.get();
    return processed == null
        ? NO_SPAN
        : new OpenSpan(
            tracer
                .spanBuilder("emit " + topic)
                .setParent(Context.root().with(processed.span()))
                .setSpanKind(SpanKind.PRODUCER)
                .setAllAttributes(of("send", topic))
                .startSpan());
  }

  @Override
  public Optional<String> traceParent() {
    return Optional.ofNullable(OF_THREAD.get()).flatMap(OpenSpan::traceParent);
  }

  @Override
  public void rejected(String reason) {
    Optional.ofNullable(OF_THREAD.get()).ifPresent(span -> span.failed(reason));
  }

  private io.opentelemetry.api.trace.Span start(
      String operation, TracedRecord record, Context parent) {
    SpanBuilder span =
        tracer
            .spanBuilder("%s %s".formatted(operation, record.source()))
            .setParent(parent)
            .setSpanKind(SpanKind.CONSUMER)
            .setAllAttributes(of(operation, record.topic()))
            .setAttribute(PARTITION, Integer.toString(record.partition()))
            .setAttribute(OFFSET, record.offset());
    return span.startSpan();
  }

  private static Attributes of(String operation, String topic) {
    return Attributes.of(SYSTEM, "kafka", OPERATION, operation, TOPIC, topic);
  }
}
