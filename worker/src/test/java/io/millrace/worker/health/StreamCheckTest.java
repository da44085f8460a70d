package io.millrace.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamCheckTest {
  @Test
  void aStreamThatHasNotHadItsPartitionsIsNotReady() {
    assertThat(StreamCheck.unassigned("consumer", false, Duration.ofSeconds(1)).state())
        .isEqualTo(Check.State.UNREADY);
  }

  @Test
  void aShortRebalanceIsNoReasonToSendQueriesElsewhere() {
    assertThat(
            StreamCheck.unassigned("consumer", true, StreamCheck.PATIENCE.minusSeconds(1))
                .isHealthy())
        .isTrue();
  }

  @Test
  void aLongRebalanceIs() {
    assertThat(StreamCheck.unassigned("consumer", true, StreamCheck.PATIENCE).state())
        .isEqualTo(Check.State.UNREADY);
  }
}
