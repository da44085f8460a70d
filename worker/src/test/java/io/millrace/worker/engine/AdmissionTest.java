package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneShares;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Room for ten queries, and a device that embeds a hundred of them a second. */
@Timeout(60)
class AdmissionTest {
  private final List<TextInFlight> inside = new ArrayList<>();
  private final Admission admission =
      new Admission(
          40 * Texts.TOKENS,
          new DeadlineCheck(LaneShares.DEFAULT, () -> OptionalDouble.of(1000)),
          () -> 0,
          inside::add,
          inside::remove);

  @Test
  void lateQueryIsRefusedAtTheDoor() throws InterruptedException {
    var _ = offer(Texts.request(Lane.ONLINE));

    assertLate(offer(Texts.online(millis(19))));
    assertLate(admission.submit(Texts.online(millis(19))));
    assertThat(inside).hasSize(1);
  }

  @Test
  void queryThatIsNotLateIsLetIn() {
    var _ = offer(Texts.request(Lane.ONLINE));

    assertThat(offer(Texts.online(millis(21)))).isNotDone();
    assertThat(inside).hasSize(2);
  }

  @Test
  void firstQueryIsLateByItsOwnTokens() {
    assertLate(offer(Texts.online(millis(9))));
    assertThat(offer(Texts.online(millis(11)))).isNotDone();
  }

  @Test
  void floodOfPatientQueriesIsNeverRefused() {
    for (int i = 0; i < 10; i++) {
      assertThat(offer(Texts.online(millis(60_000)))).isNotDone();
    }
    assertThat(admission.offer(Texts.online(millis(60_000)))).isEmpty();
  }

  @Test
  void queriesThatWaitForRoomCountLikeThoseInside() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      var _ = offer(Texts.online(millis(60_000)));
    }
    Thread waiter = waitingForRoom();

    assertThat(admission.submit(Texts.online(millis(115))))
        .isCompletedWithValue(
            new Refused(Reason.LATE, "would take about 120 ms, its deadline is in 115 ms"));
    waiter.interrupt();
  }

  @Test
  void queryThatGaveUpWaitingCountsNoMore() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      var _ = offer(Texts.online(millis(60_000)));
    }
    Thread waiter = waitingForRoom();
    waiter.interrupt();
    waiter.join();

    assertThat(admission.offer(Texts.online(millis(115)))).isEmpty();
  }

  @Test
  void queriesThatComeTogetherAreCountedTogether() {
    List<EmbeddingRequest> five = Collections.nCopies(5, Texts.online(millis(45)));

    assertThat(admission.late(five.subList(0, 4))).isEmpty();
    assertThat(admission.late(five))
        .contains(new Refused(Reason.LATE, "would take about 50 ms, its deadline is in 45 ms"));
  }

  @Test
  void queryAloneIsHeldAgainstItsOwnTokens() {
    assertThat(admission.late(List.of(Texts.online(millis(9))))).isPresent();
    assertThat(admission.late(List.of(Texts.online(millis(11))))).isEmpty();
  }

  @Test
  void backfillThatNamesADeadlineIsRefusedAtTheDoorAsWell() {
    var _ = offer(Texts.request(Lane.BACKFILL));

    assertLate(offer(Texts.by(Texts.request(Lane.BACKFILL), millis(19))));
    assertThat(offer(Texts.by(Texts.request(Lane.BACKFILL), millis(21)))).isNotDone();
  }

  @Test
  void textsWithoutADeadlineAreNotRefusedByAnEstimate() {
    var _ = offer(Texts.request(Lane.STREAM));

    assertThat(offer(Texts.request(Lane.STREAM))).isNotDone();
  }

  @Test
  void waitForRoomEndsWithTheDeadline() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      var _ = offer(Texts.request(Lane.STREAM));
    }

    assertLate(admission.submit(Texts.by(Texts.request(Lane.STREAM), millis(215))));
  }

  /** A thread with a query that there is no room for. */
  private Thread waitingForRoom() {
    Thread waiter =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                var _ = admission.submit(Texts.online(millis(60_000)));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // as the test wants it
              }
            });
    while (waiter.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return waiter;
  }

  private CompletableFuture<EmbeddingResult> offer(EmbeddingRequest request) {
    return admission.offer(request).orElseThrow();
  }

  private static void assertLate(CompletableFuture<EmbeddingResult> result) {
    assertThat(result)
        .isCompletedWithValueMatching(
            value -> value instanceof Refused refused && refused.reason() == Reason.LATE);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
