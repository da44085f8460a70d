package io.millrace.worker.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TokenBudgetBatcherTest {
  private static final int BUDGET_TOKENS = 100;
  private static final long LINGER_NANOS = 50;

  private final TokenBudgetBatcher<String> batcher =
      new TokenBudgetBatcher<>(BUDGET_TOKENS, 0, LaneShares.DEFAULT, TokenCounting.PADDED);

  @Test
  void nothingQueuedIsNoBatch() {
    assertThat(batcher.poll(0, true)).isEmpty();
  }

  @Test
  void idleDeviceTakesWhatThereIs() {
    batcher.offer("a", Lane.STREAM, 10, 0);

    Optional<Batch<String>> batch = batcher.poll(0, true);

    assertThat(batch).map(Batch::closeReason).contains(CloseReason.IDLE);
    assertThat(batch).map(this::items).contains(List.of("a"));
  }

  @Test
  void busyDeviceIsGivenNoBatchThatCouldStillFill() {
    batcher.offer("a", Lane.STREAM, BUDGET_TOKENS - 1, 0);

    assertThat(batcher.poll(0, false)).isEmpty();
  }

  @Test
  void busyDeviceIsGivenAFullBatch() {
    batcher.offer("a", Lane.STREAM, 50, 0);
    batcher.offer("b", Lane.STREAM, 50, 0);

    assertThat(batcher.poll(0, false)).map(Batch::closeReason).contains(CloseReason.BUDGET);
  }

  @Test
  void lingerLetsAnIdleDeviceWait() {
    var lingering =
        new TokenBudgetBatcher<String>(
            BUDGET_TOKENS, LINGER_NANOS, LaneShares.DEFAULT, TokenCounting.PADDED);
    lingering.offer("a", Lane.STREAM, 10, 7);

    assertThat(lingering.nanosUntilLinger(17)).isEqualTo(40);
    assertThat(lingering.poll(56, true)).isEmpty();
    assertThat(lingering.poll(57, true)).map(Batch::closeReason).contains(CloseReason.LINGER);
  }

  @Test
  void drainingWaitsForNothing() {
    batcher.offer("a", Lane.STREAM, 10, 0);
    batcher.drain();

    assertThat(batcher.poll(0, false)).map(Batch::closeReason).contains(CloseReason.DRAIN);
    assertThat(batcher.isEmpty()).isTrue();
  }

  @Test
  void textLongerThanTheBudgetRunsAlone() {
    batcher.offer("long", Lane.STREAM, BUDGET_TOKENS + 1, 0);
    batcher.offer("short", Lane.STREAM, 1, 0);

    assertThat(batcher.poll(0, true)).map(this::items).contains(List.of("long"));
  }

  @Test
  void oldestTextTakesItsNeighboursByLengthAlong() {
    batcher.offer("oldest", Lane.STREAM, 20, 0);
    batcher.offer("longer", Lane.STREAM, 90, 1);
    batcher.offer("shorter", Lane.STREAM, 2, 2);
    batcher.offer("alike", Lane.STREAM, 21, 3);

    assertThat(batcher.poll(0, true)).map(this::items).contains(List.of("oldest", "alike"));
  }

  @Test
  void paddingCountsAgainstTheBudget() {
    for (int i = 0; i < 10; i++) {
      batcher.offer("short" + i, Lane.STREAM, 29, 0);
      batcher.offer("long" + i, Lane.STREAM, 30, 0);
    }

    Batch<String> batch = batcher.poll(0, true).orElseThrow();

    assertThat(batch.texts().size() * batch.longestTokens()).isEqualTo(3 * 29);
  }

  @Test
  void packedBatchMixesLengths() {
    var packed =
        new TokenBudgetBatcher<String>(BUDGET_TOKENS, 0, LaneShares.DEFAULT, TokenCounting.PACKED);
    packed.offer("long", Lane.STREAM, 90, 0);
    packed.offer("too much", Lane.STREAM, 20, 0);
    packed.offer("short", Lane.BACKFILL, 10, 0);

    assertThat(packed.poll(0, true)).map(this::items).contains(List.of("long", "short"));
  }

  @Test
  void cancelledTextLeavesTheQueue() {
    QueuedText<String> place = batcher.offer("a", Lane.STREAM, 10, 0);

    assertThat(batcher.remove(place)).isTrue();
    assertThat(batcher.remove(place)).isFalse();
    assertThat(batcher.poll(0, true)).isEmpty();
  }

  @Test
  void urgentLaneGoesFirstAndTakesOthersOfItsLengthAlong() {
    batcher.offer("backfill", Lane.BACKFILL, 10, 0);
    batcher.offer("too long", Lane.STREAM, 11, 0);
    batcher.offer("online", Lane.ONLINE, 10, 1);

    assertThat(batcher.poll(1, true)).map(this::items).contains(List.of("online", "backfill"));
  }

  @Test
  void otherLanesYieldToQueries() {
    batcher.yieldToOnline(OptionalInt.of(20));
    for (int i = 0; i < 20; i++) {
      batcher.offer("stream", Lane.STREAM, 10, 0);
    }

    assertThat(batcher.poll(0, false)).isEmpty();
    Batch<String> batch = batcher.poll(0, true).orElseThrow();
    assertThat(batch.closeReason()).isEqualTo(CloseReason.ONLINE_WAIT);
    assertThat(items(batch)).hasSize(2);
  }

  @Test
  void batchOfQueriesIsNotFilledUpBeyondWhatOthersMayTake() {
    batcher.yieldToOnline(OptionalInt.of(30));
    batcher.offer("online", Lane.ONLINE, 10, 0);
    for (int i = 0; i < 20; i++) {
      batcher.offer("stream", Lane.STREAM, 10, 0);
    }

    assertThat(batcher.poll(0, true))
        .map(this::items)
        .contains(List.of("online", "stream", "stream"));
  }

  @Test
  void yieldingTakesNothingFromQueries() {
    batcher.yieldToOnline(OptionalInt.of(1));
    for (int i = 0; i < 20; i++) {
      batcher.offer("online", Lane.ONLINE, 10, 0);
    }

    assertThat(batcher.poll(0, false)).map(this::items).map(List::size).contains(10);
  }

  @Test
  void yieldingLaneIsGivenOneTextAtLeast() {
    batcher.yieldToOnline(OptionalInt.of(1));
    batcher.offer("stream", Lane.STREAM, 50, 0);

    assertThat(batcher.poll(0, true)).map(this::items).contains(List.of("stream"));
  }

  private List<String> items(Batch<String> batch) {
    return batch.texts().stream().map(QueuedText::item).toList();
  }
}
