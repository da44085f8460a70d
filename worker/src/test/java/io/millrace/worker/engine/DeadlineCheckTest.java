package io.millrace.worker.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneShares;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A device of 1000 tokens a second. */
class DeadlineCheckTest {
  private final DeadlineCheck check = check(OptionalDouble.of(1000));

  @Test
  void queryThatCannotBeMetIsRefusedWithTheEstimate() {
    assertThat(refusal(Map.of(Lane.ONLINE, 900L), 999))
        .contains(new Refused(Reason.LATE, "would take about 1000 ms, its deadline is in 999 ms"));
  }

  @Test
  void queryThatCanBeMetIsNotRefused() {
    assertThat(refusal(Map.of(Lane.ONLINE, 900L), 1001)).isEmpty();
  }

  @Test
  void ownTokensCountThoughNobodyIsAhead() {
    assertThat(refusal(Map.of(), 99)).isPresent();
    assertThat(refusal(Map.of(), 101)).isEmpty();
  }

  @Test
  void othersCountByTheirSharesAlone() {
    assertThat(refusal(Map.of(Lane.STREAM, 10_000L), 126)).isEmpty();
  }

  @Test
  void backfillIsHeldAgainstItsOwnLane() {
    Map<Lane, Long> inside = Map.of(Lane.BACKFILL, 900L, Lane.ONLINE, 1L);

    assertThat(check.refusal(Lane.BACKFILL, 100, inside, MILLISECONDS.toNanos(1999))).isPresent();
    assertThat(check.refusal(Lane.BACKFILL, 100, inside, MILLISECONDS.toNanos(2001))).isEmpty();
  }

  @Test
  void nothingIsRefusedBeforeTheDeviceWasMeasured() {
    assertThat(
            check(OptionalDouble.empty()).refusal(Lane.ONLINE, 100, Map.of(Lane.ONLINE, 9000L), 1))
        .isEmpty();
  }

  @Test
  void othersTakeTheirSharesOfTheSpeed() {
    Map<Lane, Long> inside = Map.of(Lane.ONLINE, 900L, Lane.STREAM, 1L, Lane.BACKFILL, 1L);

    assertThat(refusal(inside, 1332)).isPresent();
    assertThat(refusal(inside, 1334)).isEmpty();
  }

  @Test
  void laneThatIsLeftNothingRefusesAll() {
    var all = new DeadlineCheck(new LaneShares(0, 1, 0), () -> OptionalDouble.of(1000));

    assertThat(all.refusal(Lane.ONLINE, 100, Map.of(Lane.STREAM, 1L), Long.MAX_VALUE)).isPresent();
  }

  private Optional<Refused> refusal(Map<Lane, Long> tokensInside, long leftMillis) {
    return check.refusal(Lane.ONLINE, 100, tokensInside, MILLISECONDS.toNanos(leftMillis));
  }

  private static DeadlineCheck check(OptionalDouble tokensPerSecond) {
    return new DeadlineCheck(LaneShares.DEFAULT, () -> tokensPerSecond);
  }
}
