package io.millrace.worker.tracing;

import io.millrace.worker.engine.BatchRun;
import io.millrace.worker.engine.EngineObserver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A span {@code embed} for each text that belongs to a sampled trace, from its admission to the end
 * of its batch, and a span {@code batch}, in a trace of its own, that is linked with them.
 */
final class BatchSpans implements EngineObserver {
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<Long> INPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<String> LANE = AttributeKey.stringKey("millrace.lane");
  private static final AttributeKey<Double> QUEUE_WAIT_MILLIS =
      AttributeKey.doubleKey("millrace.queue.wait_ms");
  private static final AttributeKey<Long> TOKENS = AttributeKey.longKey("millrace.batch.tokens");
  private static final AttributeKey<Long> PADDED_TOKENS =
      AttributeKey.longKey("millrace.batch.padded_tokens");
  private static final AttributeKey<Long> BUDGET_TOKENS =
      AttributeKey.longKey("millrace.batch.budget_tokens");
  private static final AttributeKey<Long> TEXTS = AttributeKey.longKey("millrace.batch.texts");
  private static final AttributeKey<String> CLOSE_REASON =
      AttributeKey.stringKey("millrace.batch.close_reason");

  private final Tracer tracer;

  BatchSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void batchRan(BatchRun run) {
    long epochNanosAtZero = epochNanosAtZero();
    long end = epochNanosAtZero + run.endNanos();
    List<Span> texts =
        run.texts().stream()
            .filter(text ->
                TraceContexts.isSampled(TraceContexts.read(text.request().caller().traceParent())))
            .map(text -> embed(text, run, epochNanosAtZero))
            .toList();
    if (!texts.isEmpty()) {
      Span batch = batch(run, texts, epochNanosAtZero);
      texts.forEach(text -> text.addLink(batch.getSpanContext()).end(end, TimeUnit.NANOSECONDS));
      batch.end(end, TimeUnit.NANOSECONDS);
    }
  }

  /** Where the engine's clock began. Anew for each batch: the clocks drift apart. */
  private static long epochNanosAtZero() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
  }

  private Span embed(BatchRun.TextRun text, BatchRun run, long epochNanosAtZero) {
    return tracer
        .spanBuilder("embed")
        .setParent(TraceContexts.read(text.request().caller().traceParent()))
        .setStartTimestamp(epochNanosAtZero + text.enteredNanos(), TimeUnit.NANOSECONDS)
        .setAttribute(OPERATION, "embeddings")
        .setAttribute(INPUT_TOKENS, (long) text.tokens())
        .setAttribute(LANE, lowerCase(text.request().lane()))
        .setAttribute(QUEUE_WAIT_MILLIS, (run.startNanos() - text.queuedNanos()) / 1e6)
        .startSpan();
  }

  private Span batch(BatchRun run, List<Span> texts, long epochNanosAtZero) {
    SpanBuilder batch =
        tracer
            .spanBuilder("batch")
            .setParent(Context.root())
            .setStartTimestamp(epochNanosAtZero + run.startNanos(), TimeUnit.NANOSECONDS)
            .setAttribute(TOKENS, run.tokens())
            .setAttribute(PADDED_TOKENS, run.paddedTokens())
            .setAttribute(BUDGET_TOKENS, (long) run.budgetTokens())
            .setAttribute(TEXTS, (long) run.texts().size())
            .setAttribute(CLOSE_REASON, lowerCase(run.closeReason()));
    texts.forEach(text -> batch.addLink(text.getSpanContext()));
    return batch.startSpan();
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
