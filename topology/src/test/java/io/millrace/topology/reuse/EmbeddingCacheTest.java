package io.millrace.topology.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.FakeEmbedder;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.Lane;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EmbeddingCacheTest {
  private static final long ROOM_BYTES = 1 << 20;
  private static final EmbeddingResult EMBEDDED =
      new EmbeddingResult.Embedded(new float[] {1, 0, 0, 0}, 3);

  private final FakeEmbedder engine = new FakeEmbedder();
  private final EmbeddingCache cache = new EmbeddingCache(engine, ROOM_BYTES);

  @Test
  void embeddedTextIsNotEmbeddedAgain() throws Exception {
    EmbeddingResult first = cache.submit(document("a text")).get();

    assertThat(cache.submit(document("a text")).get()).isSameAs(first);
    assertThat(engine.submitted()).containsExactly("a text");
    assertThat(cache.sharedRequests()).isEqualTo(1);
  }

  @Test
  void textOnItsWayIsWaitedFor() {
    engine.hold();
    CompletableFuture<EmbeddingResult> first = offer("a text");

    CompletableFuture<EmbeddingResult> second = offer("a text");

    assertThat(engine.offered()).containsExactly("a text");
    engine.lastFutureOf("a text").complete(EMBEDDED);
    assertThat(first).isCompletedWithValue(EMBEDDED);
    assertThat(second).isCompletedWithValue(EMBEDDED);
  }

  @Test
  void urgentTextDoesNotWaitForTheSameInALessUrgentLane() {
    engine.hold();
    CompletableFuture<EmbeddingResult> patient = offer("a text", Lane.BACKFILL);
    CompletableFuture<EmbeddingResult> slow = engine.lastFutureOf("a text");

    CompletableFuture<EmbeddingResult> urgent = offer("a text", Lane.STREAM);

    engine.lastFutureOf("a text").complete(EMBEDDED);
    assertThat(urgent).isCompletedWithValue(EMBEDDED);
    assertThat(patient).isNotDone();
    slow.complete(EMBEDDED);
    assertThat(patient).isCompletedWithValue(EMBEDDED);
  }

  @Test
  void patientTextWaitsForTheSameInAMoreUrgentLane() {
    engine.hold();
    var _ = offer("a text", Lane.STREAM);

    var _ = offer("a text", Lane.BACKFILL);

    assertThat(engine.offered()).containsExactly("a text");
  }

  @Test
  void whoGivesUpLeavesTheTextToOthers() {
    engine.hold();
    CompletableFuture<EmbeddingResult> first = offer("a text");
    CompletableFuture<EmbeddingResult> second = offer("a text");

    first.cancel(false);

    assertThat(engine.lastFutureOf("a text")).isNotDone();
    engine.lastFutureOf("a text").complete(EMBEDDED);
    assertThat(second).isCompletedWithValue(EMBEDDED);
  }

  @Test
  void textThatNobodyWaitsForIsTakenBack() {
    engine.hold();
    CompletableFuture<EmbeddingResult> first = offer("a text");
    CompletableFuture<EmbeddingResult> second = offer("a text");

    first.cancel(false);
    second.cancel(false);

    assertThat(engine.lastFutureOf("a text")).isCancelled();
  }

  @Test
  void textThatWasTakenBackIsAskedForAnew() {
    engine.hold();
    offer("a text").cancel(false);

    var _ = offer("a text");

    assertThat(engine.offered()).containsExactly("a text", "a text");
  }

  @Test
  void failureIsNotKept() throws Exception {
    engine.cancelAll();
    assertThat(cache.submit(document("a text"))).isCompletedExceptionally();
    assertThat(cache.submit(document("a text"))).isCompletedExceptionally();

    assertThat(engine.submitted()).hasSize(2);
  }

  @Test
  void refusalIsNotKept() throws Exception {
    engine.refuse("a text");
    assertThat(cache.submit(document("a text")).get()).isInstanceOf(EmbeddingResult.Refused.class);

    var _ = cache.submit(document("a text"));

    assertThat(engine.submitted()).hasSize(2);
  }

  @Test
  void queryIsNoDocument() throws Exception {
    var _ = cache.submit(document("a text"));

    var _ = cache.submit(EmbeddingRequest.query("a text", Lane.STREAM));

    assertThat(engine.submitted()).hasSize(2);
  }

  @Test
  void fullEngineIsNotWaitedFor() {
    engine.room(0);

    assertThat(cache.offer(document("a text"))).isEmpty();
  }

  @Test
  void whatHasNoRoomIsEmbeddedAgain() throws Exception {
    EmbeddingCache small = new EmbeddingCache(engine, 0);
    small.submit(document("a text")).get();

    small.submit(document("a text")).get();

    assertThat(engine.submitted()).hasSize(2);
  }

  private CompletableFuture<EmbeddingResult> offer(String text) {
    return cache.offer(document(text)).orElseThrow();
  }

  private CompletableFuture<EmbeddingResult> offer(String text, Lane lane) {
    return cache.offer(EmbeddingRequest.document(text, lane)).orElseThrow();
  }

  private static EmbeddingRequest document(String text) {
    return EmbeddingRequest.document(text, Lane.STREAM);
  }
}
