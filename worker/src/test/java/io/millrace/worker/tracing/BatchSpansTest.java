package io.millrace.worker.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.Caller;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.BatchRun;
import io.millrace.worker.engine.BatchRun.TextRun;
import io.millrace.worker.engine.batch.CloseReason;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchSpansTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final ExportedSpans spans = new ExportedSpans(0);
  private final long nowNanos = System.nanoTime();

  @AfterEach
  void close() {
    spans.close();
  }

  @Test
  void aTextIsASpanOfItsTraceFromItsAdmissionToTheEndOfItsBatch() {
    long before = epochNanos();

    ran(text(ExportedSpans.SAMPLED));

    SpanData embed = spans.only("embed");
    ExportedSpans.assertTheirs(embed);
    assertThat(embed.getEndEpochNanos() - embed.getStartEpochNanos()).isEqualTo(10 * MILLI);
    assertThat(embed.getEndEpochNanos())
        .isBetween(before - TimeUnit.SECONDS.toNanos(5), epochNanos());
  }

  @Test
  void aTextTellsItsLaneItsTokensAndHowLongItWaited() {
    ran(text(ExportedSpans.SAMPLED));

    assertThat(spans.only("embed").getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("gen_ai.operation.name"), "embeddings")
        .containsEntry(AttributeKey.longKey("gen_ai.usage.input_tokens"), 7L)
        .containsEntry(AttributeKey.stringKey("millrace.lane"), "stream")
        .containsEntry(AttributeKey.doubleKey("millrace.queue.wait_ms"), 3.0);
  }

  @Test
  void aBatchIsATraceOfItsOwnThatIsLinkedWithItsTexts() {
    ran(text(ExportedSpans.SAMPLED), text(ExportedSpans.SAMPLED), text(null));

    SpanData batch = spans.only("batch");
    ExportedSpans.assertRoot(batch);
    List<SpanData> texts =
        spans.all().stream().filter(span -> span.getName().equals("embed")).toList();
    assertThat(linked(batch))
        .containsExactlyInAnyOrderElementsOf(texts.stream().map(SpanData::getSpanId).toList())
        .hasSize(2);
    assertThat(texts).allSatisfy(text -> assertThat(linked(text)).containsOnly(batch.getSpanId()));
  }

  @Test
  void aBatchTellsItsSize() {
    ran(text(ExportedSpans.SAMPLED), text(null));

    SpanData batch = spans.only("batch");
    assertThat(batch.getEndEpochNanos() - batch.getStartEpochNanos()).isEqualTo(5 * MILLI);
    assertThat(batch.getAttributes().asMap())
        .containsEntry(AttributeKey.longKey("millrace.batch.texts"), 2L)
        .containsEntry(AttributeKey.longKey("millrace.batch.tokens"), 14L)
        .containsEntry(AttributeKey.longKey("millrace.batch.padded_tokens"), 20L)
        .containsEntry(AttributeKey.longKey("millrace.batch.budget_tokens"), 1024L)
        .containsEntry(AttributeKey.stringKey("millrace.batch.close_reason"), "linger");
  }

  @Test
  void textsOutsideOfSampledTracesAreNoSpans() {
    ran(text(null), text(ExportedSpans.UNSAMPLED), text("no trace context"));

    assertThat(spans.all()).isEmpty();
  }

  private void ran(TextRun... texts) {
    spans
        .tracing()
        .engineObserver()
        .batchRan(
            new BatchRun(
                CloseReason.LINGER,
                List.of(texts),
                7L * texts.length,
                10L * texts.length,
                1024,
                nowNanos - 5 * MILLI,
                nowNanos));
  }

  /** Admitted 10 ms ago, tokenized 8 ms ago. */
  private TextRun text(@Nullable String traceParent) {
    Caller caller = Caller.of(Account.source("articles"));
    return new TextRun(
        EmbeddingRequest.document("a text", Lane.STREAM)
            .by(caller.tracedBy(Optional.ofNullable(traceParent))),
        7,
        nowNanos - 10 * MILLI,
        nowNanos - 8 * MILLI);
  }

  private static List<String> linked(SpanData span) {
    return span.getLinks().stream()
        .map(LinkData::getSpanContext)
        .map(SpanContext::getSpanId)
        .toList();
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
