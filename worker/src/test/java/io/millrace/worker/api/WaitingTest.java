package io.millrace.worker.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.Caller;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.api.TestApi.Answer;
import io.millrace.worker.http.HttpError;
import io.millrace.worker.keys.ApiKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests while their texts are in the engine. */
class WaitingTest {
  private static final String TWO = "{'model': 'pending', 'input': ['one', 'three']}";
  private static final ApiKey LIMITED =
      new ApiKey("batch", Lane.BACKFILL, OptionalLong.of(100), OptionalInt.empty());

  private final PendingEmbedder engine = new PendingEmbedder();
  private final Door door = new Door();
  private final TestApi api = new TestApi(door, Map.of(), engine.model());

  @Test
  void answersComeInTheOrderOfTheTexts() throws Exception {
    FutureTask<Answer> answer = start(() -> api.post(TWO));
    await(2);
    engine.result(1).complete(new Embedded(new float[] {0, 1}, 5));
    engine.result(0).complete(new Embedded(new float[] {1, 0}, 3));

    assertThat(answer.get().vector(0)).containsExactly(1, 0);
    assertThat(answer.get().vector(1)).containsExactly(0, 1);
    assertThat(answer.get().tokens()).isEqualTo(8);
  }

  @Test
  void textsOfARequestPastItsDeadlineLeaveTheQueue() throws InterruptedException {
    Answer answer = api.post(TWO, Map.of("x-millrace-timeout", "5ms"));

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.code()).isEqualTo("timeout");
    assertThat(engine.results()).allMatch(CompletableFuture::isCancelled);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void serverThatIsTooSlowForItselfSaysSo(boolean named) throws InterruptedException {
    TestApi hasty =
        new TestApi(
            TestApi.limits(Duration.ofMillis(5)), Admittance.OPEN, Map.of(), engine.model());
    Answer answer = hasty.post(TWO, named ? Map.of("x-millrace-timeout", "60") : Map.of());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("timeout");
    assertThat(answer.headers()).containsEntry("Retry-After", "1");
    assertThat(engine.results()).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void deadlineEndsTokenizingBetweenTexts() throws InterruptedException {
    engine.whenCounted(() -> new CountDownLatch(1).await());
    Answer answer = api.post(TWO, LIMITED, Map.of("x-millrace-timeout", "5ms"));

    assertThat(answer.status()).isEqualTo(504);
    assertThat(engine.countedBy()).hasSizeLessThan(2);
    assertThat(engine.results()).isEmpty();
  }

  @Test
  void clientThatLeavesEndsTokenizingBetweenTexts() throws Exception {
    FutureTask<Answer> answer = new FutureTask<>(() -> api.post(TWO, LIMITED, Map.of()));
    Thread handler = Thread.ofVirtual().unstarted(answer);
    engine.whenCounted(handler::interrupt);
    handler.start();

    assertThatThrownBy(answer::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(engine.countedBy()).hasSize(1);
    assertThat(engine.results()).isEmpty();
  }

  @Test
  void bodyThatTookLongIsTheClientsTime() throws InterruptedException {
    Answer answer = api.postLate(TWO, Map.of("x-millrace-timeout", "5"), Duration.ofSeconds(6));

    assertThat(answer.code()).isEqualTo("timeout");
  }

  @Test
  void textsOfAClientThatLeftLeaveTheQueue() throws Exception {
    FutureTask<Answer> answer = new FutureTask<>(() -> api.post(TWO));
    Thread handler = Thread.startVirtualThread(answer);
    await(2);
    handler.interrupt();

    assertThatThrownBy(answer::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(engine.results()).hasSize(2).allMatch(CompletableFuture::isCancelled);
    assertThat(door.inside).hasValue(0);
  }

  @Test
  void refusedTextTakesTheOthersOutOfTheQueue() throws Exception {
    FutureTask<Answer> answer = start(() -> api.post(TWO));
    await(2);
    engine.result(1).complete(new Refused(Reason.NO_VECTOR, "NaN"));

    assertThat(answer.get().status()).isEqualTo(422);
    assertThat(answer.get().message()).isEqualTo("input 1: NaN");
    assertThat(engine.result(0).isCancelled()).isTrue();
  }

  @Test
  void deadlineThatCannotBeMetIsRefusedAtOnce() throws Exception {
    Answer answer = answered(new Refused(Reason.LATE, "80 ms, 20 are left"));

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("deadline_exceeded");
    assertThat(answer.headers()).containsEntry("Retry-After", "1");
  }

  @Test
  void requestThatIsLateAsAWholeIsNotBegun() throws Exception {
    engine.mostTogether(1);

    Answer answer = api.post(TWO);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("deadline_exceeded");
    assertThat(engine.results()).isEmpty();
  }

  @Test
  void everyReasonHasItsAnswer() throws Exception {
    for (Reason reason : Reason.values()) {
      int status = new WaitingTest().answered(new Refused(reason, "detail")).status();

      assertThat(status).as(reason.name()).isIn(400, 422, 429);
    }
  }

  @Test
  void brokenEngineIsUnavailable() throws InterruptedException {
    engine.breakDown();

    assertThat(api.post(TWO).status()).isEqualTo(503);
  }

  @Test
  void engineThatBreaksMeanwhileIsUnavailable() throws Exception {
    FutureTask<Answer> answer = start(() -> api.post(TWO));
    await(2);
    engine.result(0).completeExceptionally(new EmbedderUnavailableException("gone", null));

    assertThat(answer.get().status()).isEqualTo(503);
    assertThat(answer.get().headers()).containsKey("Retry-After");
  }

  @Test
  void engineKnowsWhoAsksAndUntilWhen() throws Exception {
    FutureTask<Answer> answer =
        start(() ->
            api.post(TWO, LIMITED, Map.of("traceparent", "00-1-2-01", "x-millrace-timeout", "9")));
    var request = engine.awaitRequest();
    complete(answer);
    Caller caller = request.caller();

    assertThat(request.lane()).isEqualTo(Lane.BACKFILL);
    assertThat(caller.account()).isEqualTo(Account.key("batch"));
    assertThat(caller.traceParent()).contains("00-1-2-01");
    assertThat(Duration.ofNanos(caller.deadlineNanos().orElseThrow() - System.nanoTime()))
        .isBetween(Duration.ofSeconds(-60), Duration.ofSeconds(9));
  }

  @Test
  void nobodyWaitsLongerThanTheServerAllows() throws Exception {
    FutureTask<Answer> answer =
        start(() -> api.post(TWO, Map.of("x-millrace-timeout", "999999999")));
    Caller caller = engine.awaitRequest().caller();
    complete(answer);

    assertThat(Duration.ofNanos(caller.deadlineNanos().orElseThrow() - System.nanoTime()))
        .isLessThanOrEqualTo(TestApi.LIMITS.requestTime());
  }

  @Test
  void closedDoorIsTheAnswer() throws InterruptedException {
    door.closed = HttpError.later(503, "not_ready", "starting", Duration.ofSeconds(3));

    Answer answer = api.post(TWO);

    assertThat(answer.code()).isEqualTo("not_ready");
    assertThat(answer.headers()).containsEntry("Retry-After", "3");
    assertThat(engine.results()).isEmpty();
  }

  @Test
  void keyWithALimitPaysItsTokens() throws Exception {
    FutureTask<Answer> answer = start(() -> api.post(TWO, LIMITED, Map.of()));
    complete(answer);

    assertThat(answer.get().status()).isEqualTo(200);
    assertThat(door.charged).hasValue(8);
    assertThat(door.inside).hasValue(0);
  }

  @Test
  void keyWithoutALimitIsNotCounted() throws Exception {
    complete(start(() -> api.post(TWO)));

    assertThat(door.charged).hasValue(0);
  }

  @Test
  void keyBeyondItsLimitIsRefusedBeforeTheEngine() throws InterruptedException {
    door.empty = HttpError.later(429, "rate_limit_exceeded", "too many", Duration.ofSeconds(7));

    assertThat(api.post(TWO, LIMITED, Map.of()).status()).isEqualTo(429);
    assertThat(engine.results()).isEmpty();
    assertThat(door.inside).hasValue(0);
  }

  @Test
  void clientThatLeavesPays() throws Exception {
    FutureTask<Answer> answer = new FutureTask<>(() -> api.post(TWO, LIMITED, Map.of()));
    Thread handler = Thread.startVirtualThread(answer);
    await(2);
    handler.interrupt();

    assertThatThrownBy(answer::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(door.charged).hasValue(8);
  }

  @Test
  void textsThatWereAllRefusedUnseenAreNotPaid() throws Exception {
    FutureTask<Answer> answer =
        start(() -> api.post("{'model': 'pending', 'input': 'one'}", LIMITED, Map.of()));
    await(1);
    engine.result(0).complete(new Refused(Reason.LATE, "late"));

    assertThat(answer.get().status()).isEqualTo(429);
    assertThat(door.charged).hasValue(0);
  }

  @Test
  void textBesideARefusedOneIsPaid() throws Exception {
    FutureTask<Answer> answer = start(() -> api.post(TWO, LIMITED, Map.of()));
    await(2);
    engine.result(1).complete(new Refused(Reason.LATE, "late"));

    assertThat(answer.get().status()).isEqualTo(429);
    assertThat(door.charged).hasValue(8);
  }

  @Test
  void requestThatTheEngineDoesNotTakeIsNotPaid() throws InterruptedException {
    engine.breakDown();

    assertThat(api.post(TWO, LIMITED, Map.of()).status()).isEqualTo(503);
    assertThat(door.charged).hasValue(0);
  }

  @Test
  void nothingIsRefusedEarlyWithoutANamedDeadline() throws Exception {
    FutureTask<Answer> answer = start(() -> api.post(TWO));
    Caller caller = engine.awaitRequest().caller();
    complete(answer);

    assertThat(caller.deadlineNanos()).isEmpty();
  }

  @Test
  void textsAreNotTokenizedOnCarriersOfVirtualThreads() throws Exception {
    complete(start(() -> api.post(TWO, LIMITED, Map.of())));

    assertThat(engine.countedBy()).hasSize(2).noneMatch(Thread::isVirtual);
  }

  private Answer answered(EmbeddingResult result) throws Exception {
    FutureTask<Answer> answer = start(() -> api.post("{'model': 'pending', 'input': 'one'}"));
    await(1);
    engine.result(0).complete(result);
    return answer.get();
  }

  private void await(int texts) throws InterruptedException {
    for (int i = 0; i < texts; i++) {
      engine.awaitRequest();
    }
  }

  /** Answers both texts as soon as they are there. */
  private void complete(FutureTask<Answer> answer) throws Exception {
    while (engine.results().size() < 2) {
      engine.awaitRequest();
    }
    engine.results().forEach(result -> result.complete(new Embedded(new float[] {1, 0}, 4)));
    answer.get();
  }

  private static FutureTask<Answer> start(Callable<Answer> request) {
    FutureTask<Answer> answer = new FutureTask<>(request);
    Thread.startVirtualThread(answer);
    return answer;
  }

  private static final class Door implements Admittance {
    final AtomicLong inside = new AtomicLong();
    final AtomicLong charged = new AtomicLong();
    volatile @Nullable HttpError closed;
    volatile @Nullable HttpError empty;

    @Override
    public Entry enter(ApiKey key) {
      if (closed != null) {
        return new Entry.Closed(requireNonNull(closed));
      }
      inside.incrementAndGet();
      return new Entry.Open(inside::decrementAndGet);
    }

    @Override
    public Optional<HttpError> charge(ApiKey key, long tokens) {
      if (empty == null) {
        charged.addAndGet(tokens);
      }
      return Optional.ofNullable(empty);
    }

    @Override
    public void giveBack(ApiKey key, long tokens) {
      charged.addAndGet(-tokens);
    }
  }
}
