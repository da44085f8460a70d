package io.millrace.worker.tracing;

import io.millrace.topology.source.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trace contexts as the header {@code traceparent} has them, and as OpenTelemetry does. */
final class TraceContexts {
  private static final TextMapGetter<String> ONLY_HEADER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String header) {
          return List.of(TraceParent.HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String header, String name) {
          return name.equals(TraceParent.HEADER) ? header : null;
        }
      };

  private TraceContexts() {}

  /** The root, if there is no header or it is none of W3C's. */
  static Context read(Optional<String> header) {
    return header
        .map(value ->
            W3CTraceContextPropagator.getInstance().extract(Context.root(), value, ONLY_HEADER))
        .orElse(Context.root());
  }

  /** Whether there is such a context. */
  static boolean isValid(Context context) {
    return Span.fromContext(context).getSpanContext().isValid();
  }

  /** Whether there is such a context, and its spans are wanted. */
  static boolean isSampled(Context context) {
    return Span.fromContext(context).getSpanContext().isSampled();
  }

  static String write(SpanContext span) {
    return "00-%s-%s-%s"
        .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex());
  }
}
