package io.millrace.worker.tracing;

import io.millrace.topology.source.TraceParent;
import io.millrace.worker.http.Handler;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.HashMap;
import java.util.Map;

/** A span around each request, named by method and path as OpenTelemetry's conventions say. */
record TracedHandler(Tracer tracer, Handler handler) implements Handler {
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");

  @Override
  public Response handle(Request request) throws InterruptedException {
    try (OpenSpan span = new OpenSpan(start(request))) {
      Response response = handler.handle(within(span, request));
      answered(span, response);
      return response;
    }
  }

  /** Paths are few: only those that have a route come here. */
  private Span start(Request request) {
    return tracer
        .spanBuilder("%s %s".formatted(request.method(), request.path()))
        .setParent(TraceContexts.read(request.header(TraceParent.HEADER)))
        .setSpanKind(SpanKind.SERVER)
        .setAttribute(METHOD, request.method())
        .setAttribute(ROUTE, request.path())
        .setAttribute(PATH, request.path())
        .startSpan();
  }

  private static Request within(OpenSpan span, Request request) {
    Map<String, String> headers = new HashMap<>(request.headers());
    span.traceParent().ifPresent(parent -> headers.put(TraceParent.HEADER, parent));
    return request.with(headers);
  }

  private static void answered(OpenSpan span, Response response) {
    int status = response instanceof Response.Whole whole ? whole.status() : 200;
    span.span().setAttribute(STATUS, (long) status);
    if (status >= 500) {
      span.failed(Integer.toString(status));
    } else {
      span.done();
    }
  }
}
