package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneShares;
import io.millrace.worker.engine.batch.LaneTurns;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingTextsTest {
  private final WaitingTexts waiting =
      new WaitingTexts(new LaneTurns(LaneShares.DEFAULT, 10 * Texts.TOKENS));

  @Test
  void queryOvertakesDocuments() throws InterruptedException {
    add(Lane.BACKFILL, 1);
    add(Lane.STREAM, 1);
    add(Lane.ONLINE, 1);

    assertThat(take(3)).containsExactly(Lane.ONLINE, Lane.STREAM, Lane.BACKFILL);
  }

  @Test
  void floodOfQueriesLeavesTheOthersTheirShares() throws InterruptedException {
    for (Lane lane : Lane.values()) {
      add(lane, 1000);
    }

    List<Lane> taken = take(1000);

    assertThat(taken).filteredOn(Lane.STREAM::equals).hasSizeBetween(195, 205);
    assertThat(taken).filteredOn(Lane.BACKFILL::equals).hasSizeBetween(45, 55);
  }

  @Test
  void nothingComesAfterTheEnd() throws InterruptedException {
    add(Lane.STREAM, 1);
    waiting.end();

    assertThat(waiting.take()).isPresent();
    assertThat(waiting.take()).isEmpty();
  }

  private void add(Lane lane, int count) {
    for (int i = 0; i < count; i++) {
      waiting.add(Texts.inFlight(Texts.request(lane)));
    }
  }

  private List<Lane> take(int count) throws InterruptedException {
    List<Lane> lanes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lanes.add(waiting.take().orElseThrow().request().lane());
    }
    return lanes;
  }
}
