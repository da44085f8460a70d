package io.millrace.worker.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.topology.port.Lane;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every turn gives its lane one batch of 100 tokens. */
class LaneTurnsTest {
  private static final int BATCH_TOKENS = 100;
  private static final Set<Lane> ALL = EnumSet.allOf(Lane.class);

  private LaneTurns turns = new LaneTurns(LaneShares.DEFAULT, BATCH_TOKENS);

  @Test
  void urgentLaneGoesFirst() {
    assertThat(turns.next(ALL)).isEqualTo(Lane.ONLINE);
  }

  @Test
  void everyLaneGetsItsShareAndTheMostUrgentTheRest() {
    Map<Lane, Integer> taken = take(1000, ALL);

    assertThat(taken.get(Lane.ONLINE)).isCloseTo(750, within(3));
    assertThat(taken.get(Lane.STREAM)).isCloseTo(200, within(3));
    assertThat(taken.get(Lane.BACKFILL)).isCloseTo(50, within(3));
  }

  @Test
  void streamGetsWhatTheBackfillLeaves() {
    Map<Lane, Integer> taken = take(1000, EnumSet.of(Lane.STREAM, Lane.BACKFILL));

    assertThat(taken.get(Lane.STREAM)).isCloseTo(950, within(3));
  }

  @Test
  void lessUrgentLaneMayHaveTheLargestShare() {
    turns = new LaneTurns(new LaneShares(0.1, 0.2, 0.7), BATCH_TOKENS);

    Map<Lane, Integer> taken = take(1000, ALL);

    assertThat(taken.get(Lane.BACKFILL)).isCloseTo(700, within(3));
    assertThat(taken.get(Lane.ONLINE)).isCloseTo(100, within(3));
  }

  @Test
  void laneThatWasEmptyIsOwedNothing() {
    take(1000, EnumSet.of(Lane.ONLINE));

    assertThat(turns.next(ALL)).isEqualTo(Lane.ONLINE);
  }

  @Test
  void laneThatHadTheDeviceForItselfOwesFewBatches() {
    take(1000, EnumSet.of(Lane.STREAM));

    assertThat(take(12, EnumSet.of(Lane.ONLINE, Lane.STREAM)).get(Lane.STREAM)).isEqualTo(1);
  }

  @Test
  void laneWithoutAShareGetsWhatTheOthersLeave() {
    turns = new LaneTurns(new LaneShares(0.5, 0.5, 0), BATCH_TOKENS);

    assertThat(take(100, ALL)).doesNotContainKey(Lane.BACKFILL);
    assertThat(take(1, EnumSet.of(Lane.BACKFILL))).containsKey(Lane.BACKFILL);
  }

  @Test
  void sharesOfMoreThanTheWholeAreRefused() {
    assertThatThrownBy(() -> new LaneShares(0.5, 0.4, 0.2))
        .hasMessage("shares are 0.5, 0.4 and 0.2, must not be negative, and together at most 1");
    assertThatThrownBy(() -> new LaneShares(Double.NaN, 0, 0)).hasMessageContaining("NaN");
  }

  private Map<Lane, Integer> take(int count, Set<Lane> waiting) {
    Map<Lane, Integer> taken = new EnumMap<>(Lane.class);
    for (int i = 0; i < count; i++) {
      Lane lane = turns.next(waiting);
      turns.taken(Map.of(lane, (long) BATCH_TOKENS), waiting);
      taken.merge(lane, 1, Integer::sum);
    }
    return taken;
  }
}
