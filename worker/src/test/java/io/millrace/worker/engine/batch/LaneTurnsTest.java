package io.millrace.worker.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneTurnsTest {
  private final LaneTurns turns = new LaneTurns();

  @Test
  void urgentLaneGoesFirst() {
    assertThat(turns.next(EnumSet.allOf(Lane.class))).isEqualTo(Lane.ONLINE);
  }

  @Test
  void streamHasEveryFourthTurnBesideABusyOnlineLane() {
    assertThat(take(8, EnumSet.of(Lane.ONLINE, Lane.STREAM)))
        .containsExactly(
            Lane.ONLINE,
            Lane.ONLINE,
            Lane.ONLINE,
            Lane.STREAM,
            Lane.ONLINE,
            Lane.ONLINE,
            Lane.ONLINE,
            Lane.STREAM);
  }

  @Test
  void backfillHasAtLeastEveryEighthTurn() {
    List<Lane> taken = take(80, EnumSet.allOf(Lane.class));

    assertThat(taken.stream().filter(Lane.BACKFILL::equals)).hasSizeGreaterThanOrEqualTo(10);
    assertThat(taken.stream().filter(Lane.STREAM::equals)).hasSizeGreaterThanOrEqualTo(16);
  }

  @Test
  void laneThatWasEmptyIsOwedNothing() {
    take(6, EnumSet.of(Lane.STREAM, Lane.BACKFILL));
    take(1, EnumSet.of(Lane.STREAM));

    assertThat(take(7, EnumSet.of(Lane.STREAM, Lane.BACKFILL))).containsOnly(Lane.STREAM);
  }

  private List<Lane> take(int count, Set<Lane> waiting) {
    List<Lane> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Lane lane = turns.next(waiting);
      turns.taken(lane, waiting);
      taken.add(lane);
    }
    return taken;
  }
}
