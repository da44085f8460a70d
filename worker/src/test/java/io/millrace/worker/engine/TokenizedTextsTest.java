package io.millrace.worker.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.Batch;
import io.millrace.worker.engine.batch.CloseReason;
import io.millrace.worker.engine.batch.LaneShares;
import io.millrace.worker.engine.batch.QueuedText;
import io.millrace.worker.engine.batch.TokenBudgetBatcher;
import io.millrace.worker.engine.batch.TokenCounting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device of a budget of 1000 tokens, which takes 100 ms for it, on the test's clock. */
@Timeout(60)
class TokenizedTextsTest {
  private static final int BUDGET_TOKENS = 1000;

  private final List<TextInFlight> late = new ArrayList<>();
  private final AtomicLong nowNanos = new AtomicLong();
  private final TokenizedTexts texts = texts();

  @AutoClose private final ExecutorService layOut = Executors.newSingleThreadExecutor();

  @Test
  void withoutQueriesTheNextBatchIsGivenOutAheadAndFull() throws Exception {
    add(Lane.STREAM, 300);

    assertThat(texts.take()).map(Batch::tokens).contains(1000L);
    assertThat(texts.take()).map(Batch::tokens).contains(1000L);
  }

  @Test
  void whileQueriesComeStreamBatchesAreShort() throws Exception {
    runAFullBatch();
    runAQuery();
    add(Lane.STREAM, 300);
    nowNanos.addAndGet(MILLISECONDS.toNanos(3));

    Batch<TokenizedText> batch = texts.take().orElseThrow();

    assertThat(batch.closeReason()).isEqualTo(CloseReason.ONLINE_WAIT);
    assertThat(batch.tokens()).isEqualTo(100);
  }

  @Test
  void queryFindsNoSecondStreamBatchInFrontOfIt() throws Exception {
    runAFullBatch();
    runAQuery();
    add(Lane.STREAM, 300);
    nowNanos.addAndGet(MILLISECONDS.toNanos(3));
    Batch<TokenizedText> running = texts.take().orElseThrow();

    Future<Batch<TokenizedText>> next = layOut.submit(() -> texts.take().orElseThrow());
    add(Lane.ONLINE, 1);
    finish(running, 20);

    assertThat(lane(next.get())).isEqualTo(Lane.ONLINE);
  }

  @Test
  void idleDeviceWaitsAMomentForTheNextQuery() throws Exception {
    runAFullBatch();
    runAQuery();
    add(Lane.STREAM, 300);

    FutureTask<Batch<TokenizedText>> next = new FutureTask<>(() -> texts.take().orElseThrow());
    Thread device = Thread.ofPlatform().start(next);
    while (device.getState() != Thread.State.TIMED_WAITING && !next.isDone()) {
      Thread.onSpinWait();
    }
    add(Lane.ONLINE, 1);

    assertThat(lane(next.get())).isEqualTo(Lane.ONLINE);
  }

  @Test
  void idleDeviceDoesNotWaitForQueriesLong() throws Exception {
    runAFullBatch();
    runAQuery();
    add(Lane.STREAM, 300);
    nowNanos.addAndGet(MILLISECONDS.toNanos(3));

    assertThat(texts.take()).map(TokenizedTextsTest::lane).contains(Lane.STREAM);
  }

  @Test
  void streamIsGivenFullBatchesASecondAfterTheLastQuery() throws Exception {
    runAFullBatch();
    runAQuery();
    nowNanos.set(SECONDS.toNanos(1));
    add(Lane.STREAM, 300);

    assertThat(texts.take()).map(Batch::tokens).contains(1000L);
  }

  @Test
  void speedIsKnownOnceABatchWasNotSmall() throws Exception {
    runAQuery();
    assertThat(texts.tokensPerSecond()).isEmpty();

    runAFullBatch();

    assertThat(texts.tokensPerSecond()).hasValue(10_000);
  }

  @Test
  void textWhoseDeadlinePassedIsNotGivenOut() throws Exception {
    TextInFlight impatient = Texts.inFlight(Texts.online(5));
    texts.add(Texts.tokenized(impatient));
    add(Lane.STREAM, 1);
    nowNanos.set(5);

    assertThat(texts.take()).map(TokenizedTextsTest::lane).contains(Lane.STREAM);
    assertThat(late).containsExactly(impatient);
  }

  private void runAFullBatch() throws InterruptedException {
    add(Lane.STREAM, 100);
    finish(texts.take().orElseThrow(), 100);
  }

  private void runAQuery() throws InterruptedException {
    add(Lane.ONLINE, 1);
    finish(texts.take().orElseThrow(), 1);
  }

  private void add(Lane lane, int count) {
    for (int i = 0; i < count; i++) {
      texts.add(Texts.tokenized(Texts.inFlight(Texts.request(lane))));
    }
  }

  private void finish(Batch<TokenizedText> batch, long millis) {
    long tokens = batch.tokens();
    texts.batchFinished(new RanBatch(lane(batch), tokens, tokens, MILLISECONDS.toNanos(millis)));
  }

  private static Lane lane(Batch<TokenizedText> batch) {
    return batch.texts().stream().map(QueuedText::lane).findFirst().orElseThrow();
  }

  private TokenizedTexts texts() {
    var settings =
        new EngineSettings(
            BUDGET_TOKENS, 0, Duration.ZERO, 1, 1, OptionalInt.empty(), Duration.ZERO);
    return new TokenizedTexts(
        new TokenBudgetBatcher<>(BUDGET_TOKENS, 0, LaneShares.DEFAULT, TokenCounting.PACKED),
        settings,
        1,
        late::add,
        nowNanos::get);
  }
}
