package io.millrace.worker.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneShares;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Queries may wait 20 ms for the stream, and the device 5 ms for them; a quarter is the stream's.
 */
class NextQueryTest {
  private static final long GRACE = MILLISECONDS.toNanos(5);

  private final NextQuery next = new NextQuery(Duration.ofMillis(20), LaneShares.DEFAULT);
  private long nowNanos;

  @Test
  void withoutQueriesNothingIsWaitedFor() {
    run(Lane.STREAM, 10);

    assertThat(next.nanosToWait(nowNanos)).isZero();
  }

  @Test
  void afterAnAnswerTheNextQueryIsWaitedFor() {
    run(Lane.STREAM, 10);
    run(Lane.ONLINE, 10);

    assertThat(next.nanosToWait(nowNanos)).isEqualTo(GRACE);
  }

  @Test
  void waitEnds() {
    run(Lane.STREAM, 10);
    run(Lane.ONLINE, 10);

    assertThat(next.nanosToWait(nowNanos + GRACE - 1)).isEqualTo(1);
    assertThat(next.nanosToWait(nowNanos + GRACE)).isZero();
  }

  @Test
  void queryThatIsHereIsNotWaitedFor() {
    run(Lane.STREAM, 10);
    run(Lane.ONLINE, 10);
    comeAfter(1);

    assertThat(next.nanosToWait(nowNanos)).isZero();
  }

  @Test
  void whoCameLateOnceIsNotWaitedForTwice() {
    run(Lane.STREAM, 10);
    run(Lane.ONLINE, 10);
    comeAfter(6);
    run(Lane.ONLINE, 10);

    assertThat(next.nanosToWait(nowNanos)).isZero();
  }

  @Test
  void whoCameOftenMayBeLateOnce() {
    for (int i = 0; i < 3; i++) {
      run(Lane.STREAM, 10);
      run(Lane.ONLINE, 10);
      comeAfter(1);
    }
    run(Lane.ONLINE, 10);
    comeAfter(6);
    run(Lane.ONLINE, 10);

    assertThat(next.nanosToWait(nowNanos)).isEqualTo(GRACE);
  }

  @Test
  void whoDoesNotComeAtAllIsLateToo() {
    run(Lane.STREAM, 10);
    run(Lane.ONLINE, 10);
    run(Lane.ONLINE, 10);

    assertThat(next.nanosToWait(nowNanos)).isZero();
  }

  @Test
  void lateQueriesAreTriedAgainAfterAWhile() {
    run(Lane.STREAM, 10);
    run(Lane.ONLINE, 1);
    int batches = 0;
    do {
      comeAfter(6);
      run(Lane.STREAM, 1);
      run(Lane.ONLINE, 1);
      batches++;
    } while (next.nanosToWait(nowNanos) == 0);

    assertThat(batches).isEqualTo(16);
  }

  @Test
  void queriesThatComeInTimeWithoutBeingWaitedForAreWaitedForAgain() {
    run(Lane.STREAM, 10);
    run(Lane.ONLINE, 10);
    comeAfter(6);
    run(Lane.ONLINE, 10);
    comeAfter(1);
    run(Lane.ONLINE, 1);

    assertThat(next.nanosToWait(nowNanos)).isEqualTo(GRACE);
  }

  @Test
  void othersGetTheirShareOfTheDevicesTimeFirst() {
    run(Lane.STREAM, 24);
    run(Lane.ONLINE, 76);

    assertThat(next.nanosToWait(nowNanos)).isZero();
  }

  @Test
  void zeroSwitchesItOff() {
    NextQuery off = new NextQuery(Duration.ZERO, LaneShares.DEFAULT);
    off.batchRan(batch(Lane.STREAM, 10), 0);
    off.batchRan(batch(Lane.ONLINE, 10), 0);

    assertThat(off.nanosToWait(0)).isZero();
  }

  private void run(Lane first, long millis) {
    nowNanos += MILLISECONDS.toNanos(millis);
    next.batchRan(batch(first, millis), nowNanos);
  }

  private void comeAfter(long millis) {
    nowNanos += MILLISECONDS.toNanos(millis);
    next.textCame(Lane.ONLINE, nowNanos);
  }

  private static RanBatch batch(Lane first, long millis) {
    return new RanBatch(first, 10, 10, MILLISECONDS.toNanos(millis));
  }
}
