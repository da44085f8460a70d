package io.millrace.worker.tracing;

import io.millrace.topology.port.RecordTraces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Optional;

/** A span that one thread opens and closes. An exception on its way out leaves it undone. */
final class OpenSpan implements RecordTraces.Span {
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private final Span span;
  private final Runnable atEnd;
  private boolean settled;

  OpenSpan(Span span, Runnable atEnd) {
    this.span = span;
    this.atEnd = atEnd;
  }

  OpenSpan(Span span) {
    this(span, () -> {});
  }

  Span span() {
    return span;
  }

  @Override
  public Optional<String> traceParent() {
    return Optional.of(TraceContexts.write(span.getSpanContext()));
  }

  @Override
  public void done() {
    settled = true;
  }

  /** It is done, and not well. */
  void failed(String reason) {
    settled = true;
    span.setStatus(StatusCode.ERROR, reason);
    span.setAttribute(ERROR_TYPE, reason);
  }

  @Override
  public void close() {
    if (!settled) {
      failed("exception");
    }
    span.end();
    atEnd.run();
  }
}
