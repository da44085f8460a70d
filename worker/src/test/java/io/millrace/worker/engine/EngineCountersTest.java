package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineCountersTest {
  private final EngineCounters counters = new EngineCounters();

  /** A request is refused as a whole. */
  @Test
  void everyTextOfALateRequestIsCounted() {
    counters.refused(new Refused(Reason.LATE, "too late"), 2048);
    counters.settled(new Refused(Reason.LATE, "too late"));
    counters.settled(null);

    assertThat(counters.snapshot(Map.of(), 1, Optional.empty()).refused(Reason.LATE))
        .isEqualTo(2049);
  }
}
